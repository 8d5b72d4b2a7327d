import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import type { Partitions, PartitionTask } from "../ports/partitions.ts";
import type { TaskResult } from "../profile/partitions/partition-view.ts";

/** Hands tasks in at a partition; resolves with what became of each, when that is committed somewhere. Rejects `storage-unavailable` where nobody says so in time. */
export type CarryOut = (partition: number, tasks: readonly PartitionTask[]) => Promise<TaskResult[]>;

/** Nobody may be left to say what became of a task that is kept: whoever sent it then sends it again, and its message id is known. */
const answeredWithinMs = 20_000;

/** @param patienceMs default 20 s */
export function createCarryOut(partitions: Partitions, patienceMs = answeredWithinMs): CarryOut {
  const asked = new Map<string, (result: TaskResult) => void>();
  let serial = 0;

  partitions.onAnswers((answers) => {
    for (const [ticket, result] of answers) {
      asked.get(ticket)?.(result);
      asked.delete(ticket);
    }
  });

  return async function carryOut(partition, tasks) {
    const tickets = tasks.map(() => `${partitions.asker}.${serial++}`);
    const answers = tickets.map((ticket) => new Promise<TaskResult>((resolve) => asked.set(ticket, resolve)));
    const tooLate = new AbortController();
    try {
      await partitions.handIn(
        partition,
        tasks.map((task, index) => ({ ...task, ticket: tickets[index]! })),
      );
      return await Promise.race([Promise.all(answers), refuseAfter(patienceMs, tooLate.signal)]);
    } finally {
      tooLate.abort();
      for (const ticket of tickets) asked.delete(ticket);
    }
  };
}

async function refuseAfter(ms: number, signal: AbortSignal): Promise<never> {
  await pause(ms, undefined, { signal });
  throw new AttuneError("storage-unavailable", "nobody has said what became of what is kept; send it again", {
    retryAfterSeconds: 2,
  });
}
