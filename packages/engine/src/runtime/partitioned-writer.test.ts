import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey } from "@attune/model/identity";
import { firstOffsetAt } from "@attune/model/tick-offsets";
import { describe, expect, it } from "vitest";
import type { PartitionAnswers, Partitions, PartitionTask } from "../ports/partitions.ts";
import { type FoldInput, type FoldResult, messageKeyOf } from "../profile/fold-group.ts";
import { keysNamedIn } from "../profile/partitions/run-step.ts";
import { createCarryOut } from "./carry-out.ts";
import { createPartitionedWriter } from "./partitioned-writer.ts";

/** Two partitions that carry everything out when they are told to, in the order in which it was handed in. */
function twoPartitions(places: Record<IdentifierKey, number>) {
  const handed: Array<{ partition: number; task: PartitionTask }> = [];
  let tell: (answers: PartitionAnswers) => void = () => {};
  let nextId = 1;
  const partitions: Partitions = {
    count: 2,
    asker: "me",
    places: async (keys) =>
      keys.map((some) => some.map((key) => places[key]).find((place) => place !== undefined) ?? null),
    async handIn(partition, tasks) {
      for (const task of tasks) handed.push({ partition, task });
    },
    setAside: async (events) => events.map(() => nextId++),
    async forgetApplied() {},
    async hold() {},
    forgetDetails: async () => ({ last: 0, changed: 0, isOver: true }),
    async replacePeople() {},
    standings: async () => [],
    onAnswers(listener) {
      tell = listener;
    },
  };
  return {
    partitions,
    handed,
    answer(index: number, result: FoldResult) {
      tell([[handed[index]!.task.ticket!, result]]);
    },
  };
}

function event(messageId: string, ...names: string[]): FoldInput {
  const identifiers = names.map((value) => ({ namespace: value.startsWith("u") ? "user_id" : "anonymous_id", value }));
  return { kind: "event", event: { identifiers }, messageKey: messageId, keepSeenUntil: 0 } as unknown as FoldInput;
}

const messageKeyIn = (task: PartitionTask) => (task.kind === "entry" ? messageKeyOf(task.input) : undefined);

const kept = (offset: number): FoldResult => ({ kind: "kept", offset, profileId: "ada" });
const limits = { waitingInputs: 100 };
const clock = () => 0;

describe("the writer of an instance of several partitions", () => {
  it("hands each input to where its people are, and gives the answers in the order of the inputs", async () => {
    const { partitions, handed, answer } = twoPartitions({ "anonymous_id:a": 1, "anonymous_id:b": 0 });
    const writer = createPartitionedWriter({ partitions, limits, clock, carryOut: createCarryOut(partitions) });
    const quarantined = { kind: "quarantine", entry: {} } as unknown as FoldInput;
    const results = writer.submit([event("1", "a"), quarantined, event("2", "b")]);
    await expect.poll(() => handed.length).toBe(2);
    const byMessage = new Map(handed.map(({ partition, task }) => [messageKeyIn(task), partition]));
    expect(byMessage).toEqual(
      new Map([
        [hashKey("1"), 1],
        [hashKey("2"), 0],
      ]),
    );
    const at = (messageKey: string) => handed.findIndex(({ task }) => messageKeyIn(task) === hashKey(messageKey));
    answer(at("2"), { kind: "duplicate" });
    answer(at("1"), kept(7));
    expect(await results).toEqual([kept(7), { kind: "quarantined", quarantineId: 1 }, { kind: "duplicate" }]);
    expect(writer.waiting()).toBe(0);
  });

  it("hands in what shares an identifier with what is on its way, and names others, only when that is carried out", async () => {
    const { partitions, handed, answer } = twoPartitions({});
    const writer = createPartitionedWriter({ partitions, limits, clock, carryOut: createCarryOut(partitions) });
    const results = writer.submit([event("1", "a", "u"), event("2", "a")]);
    await expect.poll(() => handed.length).toBe(1);
    expect(keysNamedIn(handed[0]!.task)).toEqual(["anonymous_id:a", "user_id:u"]);
    answer(0, kept(1));
    await expect.poll(() => handed.length).toBe(2);
    answer(1, kept(2));
    expect(await results).toEqual([kept(1), kept(2)]);
  });

  it("hands what comes next to where an entry was folded in the end", async () => {
    const { partitions, handed, answer } = twoPartitions({ "anonymous_id:a": 1, "user_id:u": 1 });
    const writer = createPartitionedWriter({ partitions, limits, clock, carryOut: createCarryOut(partitions) });
    const first = writer.submit([event("1", "a", "u")]);
    await expect.poll(() => handed.length).toBe(1);
    // The kin went to partition 0: an offset of its first tick.
    answer(0, kept(firstOffsetAt(1, 0, 2)));
    await first;
    const next = writer.submit([event("2", "a"), event("3", "u")]);
    await expect.poll(() => handed.length).toBe(3);
    expect(handed.map(({ partition }) => partition)).toEqual([1, 0, 0]);
    answer(1, kept(2));
    answer(2, kept(3));
    await next;
  });

  it("has a client send again what nobody says the end of", async () => {
    const { partitions } = twoPartitions({});
    const writer = createPartitionedWriter({ partitions, limits, clock, carryOut: createCarryOut(partitions, 5) });
    await expect(writer.submit([event("1", "a")])).rejects.toMatchObject({ code: "storage-unavailable" });
    expect(writer.waiting()).toBe(0);
  });

  it("knows the record of a decision that is handed in again", async () => {
    const { partitions, handed, answer } = twoPartitions({});
    const writer = createPartitionedWriter({ partitions, limits, clock, carryOut: createCarryOut(partitions) });
    const decision = { decisionId: "d-1", identifiers: [{ namespace: "user_id", value: "u" }] };
    const results = writer.submit([{ kind: "decision", decision } as unknown as FoldInput]);
    await expect.poll(() => handed.length).toBe(1);
    expect(messageKeyIn(handed[0]!.task)).toBe(hashKey("decision:d-1"));
    answer(0, kept(1));
    await results;
  });
});
