import { writeSet } from "@attune/model/write-set";
import { expect, it } from "vitest";
import { sampleEntry, sampleProfile } from "../contract/sample-writes.ts";
import { openJetStream } from "./jetstream-link.ts";
import { openPartitionLease } from "./partition-lease.ts";
import { describeOnEngines, freshNamespace } from "./testing/engines-under-test.ts";
import { openOnEngines } from "./testing/open-on-engines.ts";

describeOnEngines("two writers of one partition", (engines) => {
  it("take turns: the one that opened last goes on with all that was acknowledged, and the other is refused for good", async () => {
    const namespace = freshNamespace();
    let replaced = 0;
    const first = await openOnEngines(engines, namespace, { onReplaced: () => void replaced++ });
    const profiles = (eventCount: number) => new Map([["p", sampleProfile("p", { eventCount })]]);
    await first.state.commit(writeSet({ entries: [sampleEntry(1, "p")], profiles: profiles(1) }));
    const second = await openOnEngines(engines, namespace);
    expect(await second.log.head()).toBe(1);
    await second.state.commit(writeSet({ entries: [sampleEntry(2, "p")], profiles: profiles(2) }));

    const stale = first.state.commit(writeSet({ entries: [sampleEntry(2, "p")], profiles: profiles(99) }));
    await expect(stale).rejects.toMatchObject({ code: "conflict" });
    const staler = first.state.commit(writeSet({ entries: [sampleEntry(2, "q")] }));
    await expect(staler).rejects.toMatchObject({ code: "conflict" });
    expect(replaced).toBe(2);
    expect((await second.state.profile("p"))?.eventCount).toBe(2);
    expect((await second.log.read(1, 9)).map(({ offset }) => offset)).toEqual([1, 2]);
    await Promise.all([first.close(), second.close()]);
  });

  it("hand documents on: what one put the other finds, whole", async () => {
    const namespace = freshNamespace();
    const first = await openOnEngines(engines, namespace);
    const items = Array.from({ length: 300 }, (_, index) => [`item-${index}`, { price: index }] as const);
    await first.definitions.put("item", items);
    await first.definitions.put("item", [["item-7", { price: 700 }]]);
    await first.definitions.delete("item", ["item-8"]);
    const second = await openOnEngines(engines, namespace);
    expect(await second.definitions.list("item", null, 1_000)).toHaveLength(299);
    expect(await second.definitions.get("item", "item-7")).toEqual({ price: 700 });
    await second.definitions.put("item", [["item-9", "new"]]);
    await expect.poll(() => first.definitions.get("item", "item-9")).toBe("new");
    await Promise.all([first.close(), second.close()]);
  });

  it("agree on who writes: one holds the lease, and the other follows when it is given back", async () => {
    const namespace = freshNamespace();
    const link = await openJetStream({ servers: engines.jetstream });
    const lease = (nodeId: string) =>
      openPartitionLease({
        link,
        namespace,
        partition: 0,
        replicas: 3,
        me: { nodeId, url: `http://${nodeId}` },
        leaseMs: 2_000,
      });
    const a = await lease("a");
    await expect.poll(a.isMine, { timeout: 10_000 }).toBe(true);
    const b = await lease("b");
    await expect.poll(() => b.holder()?.url, { timeout: 10_000 }).toBe("http://a");
    await a.close();
    await expect.poll(b.isMine, { timeout: 10_000 }).toBe(true);
    expect(b.holder()?.nodeId).toBe("b");
    await b.close();
    await link.close();
  });
});
