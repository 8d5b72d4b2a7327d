import { AttuneError } from "@attune/model/errors";
import { createInstanceNote } from "./instance-note.ts";
import type { JetStreamLink } from "./jetstream-link.ts";

/**
 * How an instance's entries, write sets and documents in JetStream and its keys in Redis are laid out. A release that changes what they mean raises it, and brings older data there before it
 * writes; one that adds fields which earlier releases pass over need not. Tables have a format of their own (`clickhouse-layout.ts`).
 */
export const clusterFormat = 1;

/** Notes the format where the instance is new, or of before there was a note. Throws `data-directory-newer` where a later release wrote it. */
export async function requireKnownFormat(
  link: JetStreamLink,
  { namespace, replicas }: { namespace: string; replicas: number },
): Promise<void> {
  const note = createInstanceNote<{ format: number }>(link, { stream: `${namespace}-format`, replicas });
  const { format } = (await note.read()) ?? (await note.writeOnce({ format: clusterFormat }));
  if (format > clusterFormat)
    throw new AttuneError(
      "data-directory-newer",
      `The data of instance ${namespace} in JetStream and Redis have format ${format}; this release knows formats up to ${clusterFormat}.`,
    );
}
