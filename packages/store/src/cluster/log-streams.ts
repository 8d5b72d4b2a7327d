import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
} from "@nats-io/jetstream";
import { asUnavailable } from "./engine-trouble.ts";

/** The streams of one partition's log. Subjects are the stream's name, with the sequence of the message behind it for rewrites. */
export interface LogStreams {
  /** One message per write set: its new entries. For ever. */
  log: string;
  /** The write sets whole, until the state has them. */
  redo: string;
  /** Messages of the log that were changed in place, by their sequence. */
  rewrites: string;
}

export function logStreams(namespace: string, partition: number): LogStreams {
  const name = (what: string) => `${namespace}-${what}-${partition}`;
  return { log: name("log"), redo: name("redo"), rewrites: name("rewrites") };
}

export const rewriteSubject = ({ rewrites }: LogStreams, sequence: number): string => `${rewrites}.${sequence}`;

export interface LogRoom {
  /** 3, or 1 where a single server runs. */
  replicas: number;
  /** What the redo stream may hold; JetStream sets it aside. */
  redoBytes: number;
}

/** Makes the streams that do not exist yet. */
export async function ensureLogStreams(
  manager: JetStreamManager,
  streams: LogStreams,
  { replicas, redoBytes }: LogRoom,
): Promise<void> {
  const lasting = (name: string, subject: string) => ({ name, subjects: [subject], num_replicas: replicas });
  await Promise.all([
    ensureStream(manager, lasting(streams.log, streams.log)),
    ensureStream(manager, { ...lasting(streams.redo, streams.redo), max_bytes: redoBytes }),
    ensureStream(manager, lasting(streams.rewrites, `${streams.rewrites}.*`)),
  ]);
}

/** On disk, kept until told otherwise, refusing nobody's last word: a message is there when its quorum says so. */
export async function ensureStream(
  manager: JetStreamManager,
  config: Pick<StreamConfig, "name" | "subjects" | "num_replicas"> & Partial<StreamConfig>,
): Promise<void> {
  await asUnavailable("JetStream", () =>
    manager.streams.add({
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      duplicate_window: 120_000_000_000,
      ...config,
    }),
  );
}
