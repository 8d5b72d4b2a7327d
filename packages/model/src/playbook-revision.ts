import type { TacticBaseline } from "./goal.ts";

/** How a revision came about: a file at the start, an `apply`, a return to an earlier one, the playbook that ran while a backup was restored. */
export type RevisionSource = "file" | "apply" | "rollback" | "restore";

/** One state of the playbook, kept for good. Revisions count 1, 2, 3, …; the greatest runs. */
export interface PlaybookRevision {
  revision: number;
  /** Epoch milliseconds. */
  at: number;
  author: string;
  note: string;
  source: RevisionSource;
  /** The YAML as it was given. */
  text: string;
  /** Of a rollback: the revision whose text this is again. */
  restores?: number;
  /** Findings that would have refused it, had the author not accepted them; and models let run below the thresholds. */
  accepted?: string[];
  /** What each tactic's metric was before its launch, by tactic; carried on from revision to revision. */
  baselines?: Record<string, TacticBaseline>;
}
