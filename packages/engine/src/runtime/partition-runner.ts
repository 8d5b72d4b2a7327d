import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { PartitionStore } from "../ports/partition-store.ts";
import type { PartitionAnswers, PartitionAtWork } from "../ports/partitions.ts";
import type { FoldSettings } from "../profile/fold-group.ts";
import type { TaskResult } from "../profile/partitions/partition-view.ts";
import { followLetters } from "./follow-letters.ts";
import { createPartitionWriter } from "./partition-writer.ts";

/** A partition at work on this node: takes in what is handed in and what others send, and does not hold up the readers of all logs while nothing comes. */
export interface PartitionRunner extends PartitionAtWork {
  /** Resolves when what was handed in is kept; refuses what comes later. */
  close(): Promise<void>;
}

interface Parts {
  store: PartitionStore;
  settings: FoldSettings;
  /** Told what was carried out here, when it is committed. */
  answer: (answers: PartitionAnswers) => void;
  onTrouble: (error: unknown) => void;
}

/** So much later, at most, than what it follows from, an entry is seen where another partition is idle. */
const passMs = 200;

export function createPartitionRunner({ store, settings, answer, onTrouble }: Parts): PartitionRunner {
  let answers: Array<[string, TaskResult]> = [];
  const writer = createPartitionWriter({
    store,
    settings,
    onCarriedOut({ task, result }) {
      if (task.kind === "settled" || task.ticket === undefined) return;
      if (answers.length === 0)
        queueMicrotask(() => {
          const all = answers;
          answers = [];
          answer(all);
        });
      answers.push([task.ticket, result]);
    },
  });
  const letters = followLetters(store, writer, onTrouble);
  const closing = new AbortController();
  const passing = passTicks();

  async function passTicks(): Promise<void> {
    while (!closing.signal.aborted) {
      try {
        const newest = Math.max(...(await store.standings()).map(({ tick }) => tick));
        if ((await store.standing()).tick < newest) await writer.passTick(newest);
      } catch (error) {
        if (!closing.signal.aborted) onTrouble(error);
      }
      await pause(passMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  return {
    async handIn(tasks) {
      await Promise.all(tasks.map((task) => writer.submit(task)));
    },
    setAside(events, released) {
      if (store.partition !== 0) throw new AttuneError("internal", "the quarantine is kept with partition 0");
      return writer.setAside(events, released);
    },
    forgetApplied: writer.forgetApplied,
    hold: writer.hold,
    forgetDetails: writer.forgetDetails,
    replacePeople(people) {
      if (store.partition !== 0) throw new AttuneError("internal", "people are computed anew by partition 0");
      return writer.replacePeople(people);
    },
    async close() {
      closing.abort();
      await letters.stop();
      await passing;
      await writer.close();
    },
  };
}
