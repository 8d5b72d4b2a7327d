import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import { hashKey } from "@attune/model/hash-key";
import type { IdentifierKey } from "@attune/model/identity";
import { partitionOfOffset } from "@attune/model/tick-offsets";
import type { Partitions, PartitionTask } from "../ports/partitions.ts";
import { type FoldInput, type FoldResult, identifierKeysOf } from "../profile/fold-group.ts";
import { homeOf } from "../profile/partitions/home-of.ts";
import type { CarryOut } from "./carry-out.ts";
import { inWaves } from "./in-waves.ts";
import type { WriteAlone, Writer } from "./writer.ts";

/** So many go to a partition in one message. */
const tasksAtOnce = 200;
/** Where identifiers were last; what has moved on finds its way. */
const mostPlaces = 200_000;
/** Longer than a record of a decision is handed in again. */
const rememberDecisionMs = 24 * 3_600_000;

interface Parts {
  partitions: Partitions;
  limits: { waitingInputs: number };
  clock: () => number;
  carryOut: CarryOut;
}

/** The writer of an instance of several partitions: hands each input to where its people are, and tells what became of it when that is committed. */
export function createPartitionedWriter(parts: Parts): Writer {
  const { partitions, limits, clock, carryOut } = parts;
  let places = new Map<IdentifierKey, number>();
  let waitingCount = 0;
  let refused: AttuneError | null = null;
  let turns: Promise<unknown> = Promise.resolve();

  function admit(): void {
    if (refused !== null) throw refused;
  }

  async function submit(inputs: readonly FoldInput[]): Promise<FoldResult[]> {
    const results = new Array<FoldResult>(inputs.length);
    for (const wave of inWaves(inputs)) {
      const aside = wave.filter((index) => inputs[index]!.kind === "quarantine");
      await Promise.all([
        setAside(inputs, aside, results),
        handIn(
          inputs,
          wave.filter((index) => inputs[index]!.kind !== "quarantine"),
          results,
        ),
      ]);
    }
    return results;
  }

  async function setAside(inputs: readonly FoldInput[], indexes: readonly number[], results: FoldResult[]) {
    const events = indexes.flatMap((index) => {
      const input = inputs[index]!;
      return input.kind === "quarantine" ? [input.entry] : [];
    });
    if (events.length === 0) return;
    const ids = await partitions.setAside(events, []);
    for (const [at, index] of indexes.entries()) results[index] = { kind: "quarantined", quarantineId: ids[at]! };
  }

  async function handIn(inputs: readonly FoldInput[], indexes: readonly number[], results: FoldResult[]) {
    const keys = indexes.map((index) => identifierKeysOf(inputs[index]!));
    const byPartition = new Map<number, number[]>();
    for (const [at, partition] of (await placesOf(keys)).entries())
      byPartition.set(partition, [...(byPartition.get(partition) ?? []), indexes[at]!]);
    const sent: Promise<void>[] = [];
    for (const [partition, theirs] of byPartition)
      for (let from = 0; from < theirs.length; from += tasksAtOnce)
        sent.push(handInAt(partition, inputs, theirs.slice(from, from + tasksAtOnce), results));
    await Promise.all(sent);
  }

  async function handInAt(
    partition: number,
    inputs: readonly FoldInput[],
    indexes: readonly number[],
    results: FoldResult[],
  ): Promise<void> {
    const tasks = indexes.map((index) => taskOf(inputs[index]!, clock() + rememberDecisionMs));
    const carriedOut = await carryOut(partition, tasks);
    for (const [at, index] of indexes.entries()) {
      results[index] = carriedOut[at] as FoldResult;
      learn(inputs[index]!, results[index]);
    }
  }

  /** Where it was folded all kin that it names lie now: what comes of them next needs no letter. */
  function learn(input: FoldInput, result: FoldResult): void {
    if (result.kind !== "kept") return;
    const place = partitionOfOffset(result.offset, partitions.count);
    for (const key of identifierKeysOf(input)) places.set(key, place);
  }

  async function placesOf(keys: readonly (readonly IdentifierKey[])[]): Promise<number[]> {
    const unknown = keys.filter((some) => some.every((key) => !places.has(key)));
    const found = unknown.length === 0 ? [] : await partitions.places(unknown);
    if (places.size > mostPlaces) places = new Map();
    for (const [at, some] of unknown.entries()) {
      const place = found[at] ?? homeOf(some.at(-1)!, partitions.count);
      for (const key of some) places.set(key, place);
    }
    return keys.map((some) => some.map((key) => places.get(key)).find((place) => place !== undefined)!);
  }

  const writeAlone: WriteAlone = async (inputs, released) => {
    const results = await submit(inputs);
    // After a stop in between they are taken in again, and known by their message ids.
    if (released.length > 0) await partitions.setAside([], released);
    return results;
  };

  return {
    async submit(inputs) {
      admit();
      if (inputs.length === 0) return [];
      if (waitingCount > 0 && waitingCount + inputs.length > limits.waitingInputs)
        throw new AttuneError("overloaded", `more than ${limits.waitingInputs} events wait to be written`, {
          retryAfterSeconds: 1,
        });
      waitingCount += inputs.length;
      try {
        return await submit(inputs);
      } finally {
        waitingCount -= inputs.length;
      }
    },
    async exclusively(work) {
      admit();
      const turn = turns.then(() => work(writeAlone));
      turns = turn.catch(() => {});
      return turn;
    },
    waiting: () => waitingCount,
    halt(error) {
      refused = error;
    },
    async close() {
      refused ??= new AttuneError("stopping", "the engine is stopping", { retryAfterSeconds: 2 });
      await turns;
      while (waitingCount > 0) await pause(10);
    },
  };
}

/** Handed in again after an answer that was lost, a record of a decision is to be known, as an event is. Message keys, which may say anything, are known by their hashes. */
function taskOf(input: FoldInput, keepSeenUntil: number): PartitionTask {
  if (input.kind === "quarantine") throw new TypeError("what is set aside is no task");
  if (input.kind === "event") return { kind: "entry", input: { ...input, messageKey: hashKey(input.messageKey) } };
  const once = input.once ?? { messageKey: `decision:${input.decision.decisionId}`, keepSeenUntil };
  return { kind: "entry", input: { ...input, once: { ...once, messageKey: hashKey(once.messageKey) } } };
}
