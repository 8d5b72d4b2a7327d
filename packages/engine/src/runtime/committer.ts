import type { JourneyChanges, JourneyStore } from "../ports/journey-store.ts";

/** Commits together what comes while a commit is under way: many small records, few waits for the disk. */
export interface Committer {
  /** Resolves when this is on disk. */
  add(changes: Pick<JourneyChanges, "pending" | "done">): Promise<void>;
}

export function createCommitter(store: JourneyStore): Committer {
  let gathered: Array<Pick<JourneyChanges, "pending" | "done">> = [];
  let next: Promise<void> | null = null;
  let underway: Promise<void> = Promise.resolve();

  function flush(): Promise<void> {
    const group = gathered;
    gathered = [];
    next = null;
    return store.commit({
      pending: group.flatMap(({ pending }) => pending ?? []),
      done: group.flatMap(({ done }) => done ?? []),
    });
  }

  return {
    add(changes) {
      gathered.push(changes);
      if (next === null) {
        next = underway.catch(() => {}).then(flush);
        underway = next;
      }
      return next;
    },
  };
}
