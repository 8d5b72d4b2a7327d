import { decode, encode } from "../encode.ts";
import { asUnavailable, isNoStream, unavailable } from "./engine-trouble.ts";
import { isWrongSequence } from "./is-wrong-sequence.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { ensureStream } from "./log-streams.ts";
import { persistently } from "./persistently.ts";

/** What an instance says of itself once and for all, in a stream of its own with one message. */
export interface InstanceNote<T> {
  /** Null: nothing yet. */
  read(): Promise<T | null>;
  /** Resolves with what stands there: the first of several who write at once wins. */
  writeOnce(said: T): Promise<T>;
}

const patienceMs = 15_000;

export function createInstanceNote<T>(
  { client, manager }: JetStreamLink,
  { stream, replicas }: { stream: string; replicas: number },
): InstanceNote<T> {
  async function read(): Promise<T | null> {
    return asUnavailable("JetStream", async () => {
      const message = await manager.streams.getMessage(stream, { last_by_subj: stream }).catch((error) => {
        if (isNoStream(error)) return null;
        throw error;
      });
      return message === null ? null : decode<T>(Buffer.from(message.data));
    });
  }

  return {
    read,
    async writeOnce(said) {
      await ensureStream(manager, { name: stream, subjects: [stream], num_replicas: replicas, max_msgs: 1 });
      try {
        // A stream that was just made has no leader for a moment.
        const note = () => client.publish(stream, encode(said), { expect: { lastSequence: 0 } });
        await persistently(note, patienceMs);
        return said;
      } catch (error) {
        if (!isWrongSequence(error)) throw unavailable("JetStream", error);
        return (await read()) ?? said;
      }
    },
  };
}
