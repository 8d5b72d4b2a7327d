import { AttuneError } from "@attune/model/errors";
import { asUnavailable, isNoStream } from "./engine-trouble.ts";
import { createInstanceNote } from "./instance-note.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import { logStreams } from "./log-streams.ts";

/**
 * The number of an instance's partitions is fixed when it is made: offsets and the homes of identifiers follow from it. Notes it where the instance is new. Throws
 * `bad-request` where it has another.
 */
export async function requirePartitionCount(
  link: JetStreamLink,
  { namespace, replicas, partitions }: { namespace: string; replicas: number; partitions: number },
): Promise<void> {
  const note = createInstanceNote<{ partitions: number }>(link, { stream: `${namespace}-partitions`, replicas });
  const noted = await note.read();
  if (noted !== null) return requireSame(noted);
  // Instances of one partition say nothing of it.
  if (partitions === 1) return;
  if (await isLogBegun(link, namespace)) return requireSame({ partitions: 1 });
  requireSame(await note.writeOnce({ partitions }));

  function requireSame({ partitions: there }: { partitions: number }): void {
    if (there === partitions) return;
    throw new AttuneError(
      "bad-request",
      `The instance ${namespace} was made with ${there} partition${there === 1 ? "" : "s"}, and the cluster file says ${partitions}: that number is fixed for the life of an instance.`,
    );
  }
}

async function isLogBegun({ manager }: JetStreamLink, namespace: string): Promise<boolean> {
  return asUnavailable("JetStream", async () => {
    try {
      return (await manager.streams.info(logStreams(namespace, 0).log)).state.last_seq > 0;
    } catch (error) {
      if (isNoStream(error)) return false;
      throw error;
    }
  });
}
