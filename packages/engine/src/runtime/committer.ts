import { setTimeout as pass } from "node:timers/promises";
import type { JourneyChanges, JourneyStore } from "../ports/journey-store.ts";

/** Writes together what comes while a write is under way: many small records, few waits for the disk. */
export interface GatheredWrites<T> {
  /** Resolves when this is written; rejects where the write that it is in fails. */
  add(entry: T): Promise<void>;
}

/** Each write costs as much as some messages do, and each is waited for by many at once. */
const gatherMs = 10;

export function gatherWrites<T>(write: (entries: readonly T[]) => Promise<void>): GatheredWrites<T> {
  let gathered: T[] = [];
  let next: Promise<void> | null = null;
  let underway: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    const group = gathered;
    gathered = [];
    next = null;
    return write(group);
  }

  return {
    add(entry) {
      gathered.push(entry);
      if (next === null) {
        next = Promise.all([underway.catch(() => {}), pass(gatherMs)]).then(flush);
        underway = next;
      }
      return next;
    },
  };
}

type Records = Pick<JourneyChanges, "pending" | "done">;

/** Records of messages; an entry is written when it is on disk. */
export function createCommitter(store: JourneyStore): GatheredWrites<Records> {
  return gatherWrites((group) =>
    store.commit({
      pending: group.flatMap(({ pending }) => pending ?? []),
      done: group.flatMap(({ done }) => done ?? []),
    }),
  );
}
