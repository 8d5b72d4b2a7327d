import { expect, it } from "vitest";
import { openJetStream } from "./jetstream-link.ts";
import { ensureLogStreams, logStreams } from "./log-streams.ts";
import { requirePartitionCount } from "./partition-count.ts";
import { describeOnEngines, freshNamespace } from "./testing/engines-under-test.ts";

describeOnEngines("the number of an instance's partitions", ({ jetstream: servers }) => {
  it("is what it was made with, whichever node says another", async () => {
    const link = await openJetStream({ servers });
    const namespace = freshNamespace();
    const require = (partitions: number) => requirePartitionCount(link, { namespace, replicas: 3, partitions });
    await Promise.all([require(3), require(3)]);
    await require(3);
    await expect(require(2)).rejects.toThrow(/made with 3 partitions, and the cluster file says 2/);
    await expect(require(1)).rejects.toThrow(/made with 3 partitions, and the cluster file says 1/);
    await link.close();
  });

  it("is one where a log was begun and nothing said", async () => {
    const link = await openJetStream({ servers });
    const namespace = freshNamespace();
    const streams = logStreams(namespace, 0);
    const require = (partitions: number) => requirePartitionCount(link, { namespace, replicas: 3, partitions });
    await require(1);
    await ensureLogStreams(link.manager, streams, { replicas: 3, redoBytes: 1024 ** 2 });
    await link.client.publish(streams.log, "an entry");
    await expect(require(3)).rejects.toThrow(/made with 1 partition,/);
    await require(1);
    await link.close();
  });
});
