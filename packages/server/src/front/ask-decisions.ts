import type { DecideRequest } from "@attune/model/decision";
import { WrittenJson } from "../http/written-json.ts";
import type { Asked, Decided, Failure } from "./front-messages.ts";

/** The engine of a thread that has none: asks the one that decides. */
export interface AskDecisions {
  decide(request: DecideRequest): Promise<WrittenJson>;
  /** Answers came. */
  settle(list: Decided[]): void;
}

/** What is asked in one turn goes out as one message, once what the turn's connections brought has been read. */
export function createAskDecisions(send: (list: string) => void): AskDecisions {
  const waiting = new Map<number, { resolve: (written: WrittenJson) => void; reject: (error: Error) => void }>();
  let gathered: Asked[] = [];
  let nextId = 0;

  function sendGathered(): void {
    const list = gathered;
    gathered = [];
    send(JSON.stringify(list));
  }

  return {
    decide: (request) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        if (gathered.push([id, request]) === 1) setImmediate(sendGathered);
      }),
    settle(list) {
      for (const decided of list) {
        const asker = waiting.get(decided.id)!;
        waiting.delete(decided.id);
        if ("text" in decided) asker.resolve(new WrittenJson(decided.text));
        else asker.reject(errorOf(decided.failure));
      }
    },
  };
}

function errorOf({ message, ...rest }: Failure): Error {
  return Object.assign(new Error(message), rest);
}
