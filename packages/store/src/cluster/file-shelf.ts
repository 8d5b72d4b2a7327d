import { randomUUID } from "node:crypto";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { FileShelf } from "@attune/engine/ports/file-shelf";
import type { JetStreamLink } from "./jetstream-link.ts";
import { ensureStream } from "./log-streams.ts";
import { publishParts, readParts } from "./long-messages.ts";

interface FileShelfParts {
  link: JetStreamLink;
  namespace: string;
  replicas: number;
  /** Which files there are, and in which messages: a file is there when its document is. */
  definitions: DefinitionStore;
}

interface KeptFile {
  sequences: number[];
}

const kind = "file";
const patienceMs = 15_000;

/** Files in a stream of their own, which the first of them makes, in as many messages as they need, and a document for each that names them. */
export function openFileShelf({ link, namespace, replicas, definitions }: FileShelfParts): FileShelf {
  const stream = `${namespace}-files`;

  async function find(name: string): Promise<KeptFile | undefined> {
    return (await definitions.get(kind, name)) as unknown as KeptFile | undefined;
  }

  async function drop(name: string): Promise<void> {
    const file = await find(name);
    await definitions.delete(kind, [name]);
    for (const sequence of file?.sequences ?? [])
      await link.manager.streams.deleteMessage(stream, sequence, true).catch(() => {});
  }

  return {
    has: async (name) => (await find(name)) !== undefined,
    async put(name, bytes) {
      await ensureStream(link.manager, { name: stream, subjects: [stream], num_replicas: replicas });
      const sequences = await publishParts(link, stream, { data: bytes, messageId: randomUUID(), patienceMs });
      await definitions.put(kind, [[name, { sequences }]]);
    },
    async get(name) {
      const file = await find(name);
      return file === undefined ? undefined : readParts(link, stream, file.sequences);
    },
    async keepOnly(names) {
      const kept = new Set(names);
      for (const { id } of await definitions.list(kind, null, 1_000)) if (!kept.has(id)) await drop(id);
    },
  };
}
