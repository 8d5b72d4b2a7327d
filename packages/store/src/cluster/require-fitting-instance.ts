import { requireKnownFormat } from "./data-format.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { requirePartitionCount } from "./partition-count.ts";

/** Before anything of an instance is opened: throws `data-directory-newer` where a later release wrote its data, `bad-request` where it has another number of partitions. */
export async function requireFittingInstance(
  link: JetStreamLink,
  instance: { namespace: string; replicas: number; partitions: number },
): Promise<void> {
  await requireKnownFormat(link, instance);
  await requirePartitionCount(link, instance);
}
