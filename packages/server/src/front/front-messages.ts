import type { DecideRequest } from "@attune/model/decision";
import type { AccountBook } from "../accounts/account-book.ts";

/** What the front says to the thread that decides. */
export type FromFront =
  | { kind: "listening"; url: string }
  /** JSON of a list of `Asked`: written and read faster than objects are copied from thread to thread. */
  | { kind: "asked"; list: string }
  | { kind: "answered"; tallies: AnswerTally[]; keyIds: string[] }
  | { kind: "closed" };

/** What the thread that decides says to the front. */
export type ToFront =
  | { kind: "decided"; list: Decided[] }
  /** Who may come in from now on. */
  | { kind: "accounts"; book: AccountBook }
  /** Finish what is under way, and end. */
  | { kind: "close" }
  /** End what is still under way. */
  | { kind: "cut off" };

export type Asked = [id: number, request: DecideRequest];

export type Decided = { id: number } & ({ /** JSON of the response. */ text: string } | { failure: Failure });

/** An error, as far as it crosses threads: its class does not. */
export interface Failure {
  message: string;
  stack?: string | undefined;
  code?: string | undefined;
  path?: string | undefined;
  retryAfterSeconds?: number | undefined;
}

/** Answers of one kind that have gone out. */
export interface AnswerTally {
  method: string;
  route: string;
  status: number;
  /** From the arrival of each request's head to the end of its answer. */
  seconds: number[];
}
