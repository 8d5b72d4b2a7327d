import { setTimeout as pause } from "node:timers/promises";
import {
  DiscardPolicy,
  type JetStreamManager,
  RetentionPolicy,
  StorageType,
  type StreamConfig,
  type StreamInfo,
} from "@nats-io/jetstream";
import { asUnavailable, unavailable } from "./engine-trouble.ts";
import { persistently } from "./persistently.ts";

/** The streams of one partition's log. Subjects are the stream's name, with the sequence of the message behind it for rewrites. */
export interface LogStreams {
  /** One message per write set: its new entries. For ever. */
  log: string;
  /** The write sets whole, until the state has them. */
  redo: string;
  /** Messages of the log that were changed in place, by their sequence. */
  rewrites: string;
  /** What this partition sends to others, under their numbers as subjects; where there are several. */
  letters: string;
  /** Bytes of messages that are longer than the servers take. For ever. */
  parts: string;
}

export function logStreams(namespace: string, partition: number): LogStreams {
  const name = (what: string) => `${namespace}-${what}-${partition}`;
  return {
    log: name("log"),
    redo: name("redo"),
    rewrites: name("rewrites"),
    parts: name("parts"),
    letters: name("letters"),
  };
}

export const rewriteSubject = ({ rewrites }: LogStreams, sequence: number): string => `${rewrites}.${sequence}`;

export interface LogRoom {
  /** 3, or 1 where a single server runs. */
  replicas: number;
  /** What the redo stream may hold; JetStream sets it aside. */
  redoBytes: number;
  /** What the log may hold; at its end writes are refused. Absent: as much as the servers have, which stop altogether when their disks are full. */
  logBytes?: number;
}

/** Makes the streams that do not exist yet. */
export async function ensureLogStreams(
  manager: JetStreamManager,
  streams: LogStreams,
  { replicas, redoBytes, logBytes }: LogRoom,
): Promise<void> {
  const lasting = (name: string, subject: string) => ({ name, subjects: [subject], num_replicas: replicas });
  const limited = logBytes === undefined ? {} : { max_bytes: logBytes, discard: DiscardPolicy.New };
  await Promise.all([
    ensureStream(manager, { ...lasting(streams.log, streams.log), ...limited }),
    ensureStream(manager, { ...lasting(streams.redo, streams.redo), max_bytes: redoBytes }),
    ensureStream(manager, { ...lasting(streams.parts, streams.parts), ...limited }),
    ensureStream(manager, lasting(streams.rewrites, `${streams.rewrites}.*`)),
  ]);
}

/**
 * On disk, kept until told otherwise: a message is there when its quorum says so. A stream that is there takes what is new in its settings. Resolves when the stream has a
 * leader: one that another node made a moment ago may have none, and what it is asked until then nobody answers.
 */
export async function ensureStream(
  manager: JetStreamManager,
  settings: Pick<StreamConfig, "name" | "subjects" | "num_replicas"> & Partial<StreamConfig>,
): Promise<void> {
  const config = {
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    duplicate_window: 120_000_000_000,
    ...settings,
  };
  async function addOrUpdate(): Promise<StreamInfo> {
    try {
      return await manager.streams.add(config);
    } catch (error) {
      if ((error as { code?: unknown }).code !== differsCode) throw error;
      return manager.streams.update(settings.name, config);
    }
  }
  await asUnavailable("JetStream", async () => {
    const giveUpAt = performance.now() + patienceMs;
    let info = await persistently(addOrUpdate, patienceMs);
    while (!hasLeader(info)) {
      if (performance.now() > giveUpAt) throw unavailable("JetStream", `${settings.name} has no leader`);
      await pause(lookAgainMs);
      info = await persistently(() => manager.streams.info(settings.name), patienceMs);
    }
  });
}

/** A server that is alone leads whatever it has. */
export const hasLeader = ({ cluster }: Pick<StreamInfo, "cluster">): boolean =>
  cluster === undefined || (cluster.leader ?? "") !== "";

const lookAgainMs = 50;
const patienceMs = 15_000;
/** JetStream: the name is in use with another configuration. */
const differsCode = 10_058;
