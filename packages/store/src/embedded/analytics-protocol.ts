/** What the server asks of its analytics process. Values go as structured clones, so bytes stay bytes. */
export type AnalyticsRequest =
  /** Of the rows that came before under the same id. */
  | { kind: "insert"; table: string; token: string }
  | {
      kind: "query";
      lane: Lane;
      sql: string;
      /** Counted from the call; waiting for the lane is part of it. */
      timeoutMs: number;
    }
  | { kind: "close" };

/** Each lane is one session or more with its own queue; a session runs one call at a time. */
export type Lane = "write" | "interactive" | "heavy" | "admin";

export type ToProcess = { id: number; request: AnalyticsRequest } | RowsOfInsert;

/** Some of the rows of the insertion that is asked for last; null: it is not asked for, and those that came are to be forgotten. */
export type RowsOfInsert = { id: number; rows: Uint8Array | null };

export type FromProcess =
  | { kind: "ready" }
  /** It cannot run here, and trying again does not help. */
  | { kind: "unsupported"; reason: string }
  | { kind: "answer"; id: number; rows: string }
  | { kind: "failure"; id: number; reason: FailureReason; message: string };

export type FailureReason = "too-slow" | "too-much-memory" | "failed";
