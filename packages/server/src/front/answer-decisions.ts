import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { Asked, Decided, Failure } from "./front-messages.ts";

/** Decides what the front asks. What is ready in one turn goes back as one message. */
export function createAnswerDecisions(
  decide: (request: DecideRequest) => Promise<DecideResponse>,
  send: (list: Decided[]) => void,
): (list: string) => void {
  let ready: Decided[] = [];

  function sendReady(): void {
    const list = ready;
    ready = [];
    send(list);
  }

  async function answer([id, request]: Asked): Promise<void> {
    let decided: Decided;
    try {
      decided = { id, text: JSON.stringify(await decide(request)) };
    } catch (error) {
      decided = { id, failure: failureOf(error as Failure) };
    }
    if (ready.push(decided) === 1) setImmediate(sendReady);
  }

  return (list) => {
    for (const asked of JSON.parse(list) as Asked[]) void answer(asked);
  };
}

function failureOf({ message, stack, code, path, retryAfterSeconds }: Failure): Failure {
  return { message, stack, code, path, retryAfterSeconds };
}
