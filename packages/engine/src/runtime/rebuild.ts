import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { Stores } from "../ports/stores.ts";
import type { FoldSettings } from "../profile/fold-group.ts";
import type { OnProgress } from "./engine.ts";
import { replayLog } from "./replay-log.ts";
import type { Writer } from "./writer.ts";

export interface RebuildParts {
  stores: Stores;
  writer: Writer;
  settings: FoldSettings;
  startAnalyticsOver: () => Promise<void>;
  onTrouble: (error: unknown) => void;
}

/** Replaying the log, in a way that nobody ever meets a state that is not whole. */
export interface Rebuild {
  /** Once begun it runs to its end; trouble in between is tried again, while events wait and reads are refused. */
  run(onProgress: OnProgress): Promise<{ entries: number }>;
  isUnderway(): boolean;
  /** Throws `overloaded` while the state is not whole. */
  refuseReads(): void;
  /** Gives up a rebuild that cannot go on; it is done again at the next start. */
  close(): void;
}

const retryMs = 2_000;

export function createRebuild({ stores, writer, settings, startAnalyticsOver, onTrouble }: RebuildParts): Rebuild {
  let underway = false;
  const closing = new AbortController();

  async function untilWhole(onProgress: OnProgress): Promise<{ entries: number }> {
    for (;;) {
      try {
        return await replayLog({ stores, settings, startAnalyticsOver, onProgress });
      } catch (error) {
        onTrouble(error);
        await pause(retryMs, undefined, { signal: closing.signal }).catch(() => {});
        if (!closing.signal.aborted) continue;
        const stopping = new AttuneError(
          "stopping",
          "the engine stops before its state is rebuilt; it is done again at the next start",
        );
        // What waits behind must not be folded over a state that is not whole.
        writer.halt(stopping);
        throw stopping;
      }
    }
  }

  return {
    run(onProgress) {
      return writer.exclusively(async () => {
        underway = true;
        const replayed = await untilWhole(onProgress);
        underway = false;
        return replayed;
      });
    },
    isUnderway: () => underway,
    refuseReads() {
      if (!underway) return;
      throw new AttuneError("overloaded", "profiles are being rebuilt from the log", { retryAfterSeconds: 5 });
    },
    close: () => closing.abort(),
  };
}
