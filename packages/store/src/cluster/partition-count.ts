import { AttuneError } from "@attune/model/errors";
import { decode, encode } from "../encode.ts";
import { asUnavailable, isNoStream, unavailable } from "./engine-trouble.ts";
import { isWrongSequence } from "./is-wrong-sequence.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { ensureStream, logStreams } from "./log-streams.ts";
import { persistently } from "./persistently.ts";

/**
 * The number of an instance's partitions is fixed when it is made: offsets and the homes of identifiers follow from it. Notes it where the instance is new. Throws
 * `bad-request` where it has another.
 */
export async function requirePartitionCount(
  { client, manager }: JetStreamLink,
  { namespace, replicas, partitions }: { namespace: string; replicas: number; partitions: number },
): Promise<void> {
  const stream = `${namespace}-partitions`;
  const noted = await newest();
  if (noted !== null) return requireSame(noted);
  // Instances of one partition say nothing of it.
  if (partitions === 1) return;
  if ((await messagesOf(logStreams(namespace, 0).log)) > 0) return requireSame(1);
  await ensureStream(manager, { name: stream, subjects: [stream], num_replicas: replicas, max_msgs: 1 });
  try {
    // A stream that was just made has no leader for a moment.
    const note = () => client.publish(stream, encode({ partitions }), { expect: { lastSequence: 0 } });
    await persistently(note, patienceMs);
  } catch (error) {
    if (!isWrongSequence(error)) throw unavailable("JetStream", error);
    requireSame((await newest()) ?? partitions);
  }

  function requireSame(there: number): void {
    if (there === partitions) return;
    throw new AttuneError(
      "bad-request",
      `The instance ${namespace} was made with ${there} partition${there === 1 ? "" : "s"}, and the cluster file says ${partitions}: that number is fixed for the life of an instance.`,
    );
  }

  async function newest(): Promise<number | null> {
    if ((await messagesOf(stream)) === 0) return null;
    return asUnavailable("JetStream", async () => {
      const message = await manager.streams.getMessage(stream, { last_by_subj: stream });
      return message === null ? null : decode<{ partitions: number }>(Buffer.from(message.data)).partitions;
    });
  }

  /** Also of a stream that is not there: none. */
  async function messagesOf(name: string): Promise<number> {
    return asUnavailable("JetStream", async () => {
      try {
        return (await manager.streams.info(name)).state.last_seq;
      } catch (error) {
        if (isNoStream(error)) return 0;
        throw error;
      }
    });
  }
}

const patienceMs = 15_000;
