import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type {
  AsideEvents,
  PartitionAnswers,
  PartitionAtWork,
  Partitions,
  PartitionTask,
} from "@attune/engine/ports/partitions";
import { AttuneError, type ErrorCode, hasCode } from "@attune/model/errors";
import type { Msg } from "@nats-io/transport-node";
import { decode, encode } from "../encode.ts";
import { unavailable } from "./engine-trouble.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import type { FindKin } from "./kin-places.ts";

/** The partitions of an instance as this node reaches them: those whose writers are here by a call, the others by messages that nobody keeps. */
export interface PartitionPost extends Partitions {
  /** From now on work for the partition comes here, until the function that it returns is called. */
  serve(partition: number, writer: PartitionAtWork): () => void;
  /** Tells whoever handed tasks in what became of them. */
  answer(answers: PartitionAnswers): void;
  close(): void;
}

interface PostParts {
  link: JetStreamLink;
  namespace: string;
  count: number;
  findKin: FindKin;
  standings: Partitions["standings"];
  /** How long a partition that nobody writes, or whose writer says nothing, is waited for. Default 15 s. */
  patienceMs?: number;
}

type Work =
  | { kind: "tasks"; tasks: readonly PartitionTask[] }
  | { kind: "aside"; events: AsideEvents; released: readonly number[] }
  | { kind: "forget" }
  | { kind: "hold"; isHeld: boolean }
  | { kind: "details"; after: number; before: number };
/** Numbers that the work comes to. */
type Reply = { ids: number[] } | { error: { code: ErrorCode; message: string } };

const retryMs = 100;
/** A writer that says nothing for so long may have been stopped. */
const repliedWithinMs = 5_000;
/** Headers and the protocol's own words take some of a message's room. */
const reservedBytes = 4_096;

export function openPartitionPost(parts: PostParts): PartitionPost {
  const { link, namespace, count, findKin, standings, patienceMs = 15_000 } = parts;
  const { connection } = link;
  const asker = randomUUID();
  const here = new Map<number, PartitionAtWork>();
  let listener: (answers: PartitionAnswers) => void = () => {};

  const workFor = (partition: number) => `${namespace}-work.${partition}`;
  const answersFor = (whom: string) => `${namespace}-answers.${whom}`;

  const answered = connection.subscribe(answersFor(asker), {
    callback(error, message) {
      if (error === null) listener(decode<PartitionAnswers>(Buffer.from(message.data)));
    },
  });

  /** Again and again until it is done, or `patienceMs` have passed: who writes a partition may be changing. */
  async function give(partition: number, work: Work): Promise<number[]> {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      try {
        const writer = here.get(partition);
        return writer === undefined ? await send(partition, work) : await take(writer, work);
      } catch (error) {
        if (!mayPass(error) || performance.now() > giveUpAt) throw error;
        await pause(retryMs);
      }
    }
  }

  async function send(partition: number, work: Work): Promise<number[]> {
    const data = encode(work);
    if (data.length > link.maxPayloadBytes - reservedBytes) return sendHalves(partition, work);
    const reply = await connection
      .request(workFor(partition), data, { timeout: repliedWithinMs })
      .catch((error: unknown) => {
        throw unavailable(`Partition ${partition}`, error);
      });
    const said = decode<Reply>(Buffer.from(reply.data));
    if ("error" in said) throw new AttuneError(said.error.code, said.error.message, { retryAfterSeconds: 2 });
    return said.ids;
  }

  async function sendHalves(partition: number, work: Work): Promise<number[]> {
    if (work.kind !== "tasks" && work.kind !== "aside") return [];
    const all: readonly unknown[] = work.kind === "tasks" ? work.tasks : work.events;
    if (all.length < 2)
      throw new AttuneError("batch-too-large", "one event passes what the servers take in one message");
    const half = Math.ceil(all.length / 2);
    if (work.kind === "tasks") {
      await send(partition, { ...work, tasks: work.tasks.slice(0, half) });
      return send(partition, { ...work, tasks: work.tasks.slice(half) });
    }
    const first = await send(partition, { ...work, events: work.events.slice(0, half), released: [] });
    return [...first, ...(await send(partition, { ...work, events: work.events.slice(half) }))];
  }

  return {
    count,
    asker,
    places: (keys) => Promise.all(keys.map(findKin)),
    async handIn(partition, tasks) {
      await give(partition, { kind: "tasks", tasks });
    },
    setAside: (events, released) => give(0, { kind: "aside", events, released }),
    async forgetApplied(partition) {
      await give(partition, { kind: "forget" });
    },
    async hold(partition, isHeld) {
      await give(partition, { kind: "hold", isHeld });
    },
    async forgetDetails(partition, asked) {
      const [last, changed, isOver] = await give(partition, { kind: "details", ...asked });
      return { last: last!, changed: changed!, isOver: isOver === 1 };
    },
    async replacePeople(people) {
      const writer = here.get(0);
      if (writer === undefined)
        throw new AttuneError("storage-unavailable", "partition 0 is not written here (yet)", { retryAfterSeconds: 2 });
      await writer.replacePeople(people);
    },
    standings,
    onAnswers(listen) {
      listener = listen;
    },
    serve(partition, writer) {
      here.set(partition, writer);
      const served = connection.subscribe(workFor(partition), {
        callback(error, message) {
          if (error === null) void reply(writer, message);
        },
      });
      return () => {
        if (here.get(partition) === writer) here.delete(partition);
        served.unsubscribe();
      };
    },
    answer(answers) {
      const byAsker = new Map<string, Array<PartitionAnswers[number]>>();
      for (const one of answers) {
        const whom = one[0].slice(0, one[0].indexOf("."));
        const theirs = byAsker.get(whom);
        if (theirs === undefined) byAsker.set(whom, [one]);
        else theirs.push(one);
      }
      for (const [whom, theirs] of byAsker) {
        if (whom === asker) listener(theirs);
        else if (!connection.isClosed()) connection.publish(answersFor(whom), encode(theirs));
      }
    },
    close: () => answered.unsubscribe(),
  };
}

async function take(writer: PartitionAtWork, work: Work): Promise<number[]> {
  if (work.kind === "aside") return writer.setAside(work.events, work.released);
  if (work.kind === "details") {
    const { last, changed, isOver } = await writer.forgetDetails(work);
    return [last, changed, Number(isOver)];
  }
  if (work.kind === "forget") await writer.forgetApplied();
  else if (work.kind === "hold") await writer.hold(work.isHeld);
  else await writer.handIn(work.tasks);
  return [];
}

async function reply(writer: PartitionAtWork, message: Msg): Promise<void> {
  let said: Reply;
  try {
    said = { ids: await take(writer, revived(decode<Work>(Buffer.from(message.data)))) };
  } catch (error) {
    const code = error instanceof AttuneError ? error.code : "internal";
    said = { error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
  message.respond(encode(said));
}

/** JSON has written null for a message key that is never forgotten. */
function revived(work: Work): Work {
  if (work.kind !== "tasks") return work;
  for (const task of work.tasks) {
    if (task.kind !== "entry" || task.input.kind !== "event") continue;
    const { input } = task;
    input.keepSeenUntil = (input.keepSeenUntil as number | null) ?? Number.POSITIVE_INFINITY;
  }
  return work;
}

/** Of a writer that is being replaced, or of an engine that is choosing a leader. */
function mayPass(error: unknown): boolean {
  return hasCode(error, "storage-unavailable") || hasCode(error, "conflict") || hasCode(error, "stopping");
}
