import type { MessagePort, Worker } from "node:worker_threads";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { AccountBook } from "../accounts/account-book.ts";
import { createAnswerDecisions } from "./answer-decisions.ts";
import type { AnswerTally, FromFront, ToFront } from "./front-messages.ts";

/** What a front needs of the thread that decides. */
export interface FrontNeeds {
  decide(request: DecideRequest): Promise<DecideResponse>;
  /** Calls with what holds now, and after each change. */
  followAccounts(listener: (book: AccountBook) => void): void;
  answered(tallies: AnswerTally[], keyIds: string[]): void;
}

/** A front from the side of the thread that decides. */
export interface AttendedFront {
  /** Resolves with its URL once it listens. */
  listening: Promise<string>;
  cutOff(): void;
  /** Resolves when all that was under way has been answered. */
  close(): Promise<void>;
}

/** Gives a front what it asks for. */
export function attendFront(front: Pick<MessagePort | Worker, "on" | "postMessage">, needs: FrontNeeds): AttendedFront {
  const tell = (message: ToFront) => front.postMessage(message);
  const answer = createAnswerDecisions(needs.decide, (list) => tell({ kind: "decided", list }));
  let hasClosed = () => {};
  const closed = new Promise<void>((resolve) => {
    hasClosed = resolve;
  });
  const listening = new Promise<string>((resolve) => {
    front.on("message", (message: FromFront) => {
      if (message.kind === "asked") answer(message.list);
      else if (message.kind === "answered") needs.answered(message.tallies, message.keyIds);
      else if (message.kind === "listening") resolve(message.url);
      else hasClosed();
    });
  });
  needs.followAccounts((book) => tell({ kind: "accounts", book }));
  return {
    listening,
    cutOff: () => tell({ kind: "cut off" }),
    close() {
      tell({ kind: "close" });
      return closed;
    },
  };
}
