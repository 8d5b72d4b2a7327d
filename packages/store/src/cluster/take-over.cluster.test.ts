import { randomBytes } from "node:crypto";
import { writeSet } from "@attune/model/write-set";
import { expect, it } from "vitest";
import { sampleEntry, sampleProfile } from "../contract/sample-writes.ts";
import type { ClusterWriteSet } from "./cluster-write-set.ts";
import { type CommitLog, openCommitLog } from "./commit-log.ts";
import { openJetStream } from "./jetstream-link.ts";
import { createLogReader } from "./log-reader.ts";
import { logStreams } from "./log-streams.ts";
import { createLongMessages } from "./long-messages.ts";
import { describeOnEngines, type EnginesUnderTest, freshNamespace } from "./testing/engines-under-test.ts";
import { openOnEngines } from "./testing/open-on-engines.ts";

/** The log of an instance, to write into as a node does that dies before it has brought the write set into Redis. */
async function withLog(
  { jetstream }: EnginesUnderTest,
  namespace: string,
  work: (commits: CommitLog) => Promise<void>,
): Promise<void> {
  const link = await openJetStream({ servers: jetstream });
  const streams = logStreams(namespace, 0);
  const long = createLongMessages(link, streams, 5_000);
  const reader = createLogReader(link, streams, long);
  const commits = await openCommitLog({
    link,
    streams,
    reader,
    long,
    writerId: `dying-${namespace}`,
    patienceMs: 5_000,
  });
  await work(commits);
  await link.close();
}

const whole = (change: Partial<ClusterWriteSet>): ClusterWriteSet => ({ ...writeSet(change), disowned: [], ...change });

describeOnEngines("a node that takes over", (engines) => {
  it("brings into the state what was committed and not applied, in order, and nothing twice", async () => {
    const namespace = freshNamespace();
    const before = await openOnEngines(engines, namespace);
    await before.state.commit(
      writeSet({ entries: [sampleEntry(1, "p")], profiles: new Map([["p", sampleProfile("p", { eventCount: 1 })]]) }),
    );
    await before.close();
    await withLog(engines, namespace, async (commits) => {
      for (const offset of [2, 3])
        await commits.append(
          whole({
            entries: [sampleEntry(offset, "p")],
            profiles: new Map([["p", sampleProfile("p", { eventCount: offset })]]),
            identities: new Map([["email:a@example.com", { profileId: "p", namedBy: ["p"] }]]),
            seen: new Map([[`http|m-${offset}`, Number.POSITIVE_INFINITY]]),
          }),
        );
    });
    const after = await openOnEngines(engines, namespace);
    const view = await after.state.load(["email:a@example.com"], ["http|m-2", "http|m-3", "http|m-4"]);
    expect(view.nextOffset).toBe(4);
    expect(view.seen).toEqual(new Set(["http|m-2", "http|m-3"]));
    expect(view.profiles.get("p")?.eventCount).toBe(3);
    expect(await after.log.offsetsOf("p")).toEqual([1, 2, 3]);
    expect((await after.log.read(1, 9)).map(({ offset }) => offset)).toEqual([1, 2, 3]);
    await after.close();
  });

  it("goes on where the log was full, when it is given more room; what was refused is not there", async () => {
    const namespace = freshNamespace();
    const small = await openOnEngines(engines, namespace, { logBytes: 20_000 });
    const long = (offset: number) => sampleEntry(offset, "p", { properties: { text: "x".repeat(9_000) } });
    await small.state.commit(writeSet({ entries: [long(1)] }));
    const second = small.state.commit(writeSet({ entries: [long(2), long(3)] }));
    await expect(second).rejects.toMatchObject({ code: "storage-full" });
    expect(await small.health()).toMatchObject({ writable: false, detail: expect.stringContaining("takes no more") });
    expect((await small.state.load([], [])).nextOffset).toBe(2);
    await small.close();
    const larger = await openOnEngines(engines, namespace, { logBytes: 1_000_000 });
    await larger.state.commit(writeSet({ entries: [long(2)] }));
    expect(await larger.health()).toMatchObject({ writable: true, limitBytes: 1_000_000 });
    expect((await larger.log.read(1, 9)).map(({ offset }) => offset)).toEqual([1, 2]);
    await larger.close();
  });

  it("reads and erases what is longer than a message can be", async () => {
    const namespace = freshNamespace();
    const before = await openOnEngines(engines, namespace, { messageBytes: 16 * 1024 });
    const noise = (offset: number) =>
      sampleEntry(offset, "p", { properties: { text: `Ada ${randomBytes(30_000).toString("base64")}` } });
    const entries = [noise(1), noise(2), sampleEntry(3, "q"), noise(4)];
    await before.state.commit(writeSet({ entries }));
    await before.close();
    const after = await openOnEngines(engines, namespace);
    expect(await after.log.at([2, 3])).toEqual([entries[1], entries[2]]);
    const tombstones = [1, 2, 4].map((offset) => ({ kind: "tombstone" as const, offset, day: 19_000, type: "track" }));
    await after.state.commit(writeSet({ rewritten: tombstones }));
    expect(await after.log.read(3, 1)).toEqual([sampleEntry(3, "q")]);
    expect(await after.log.at([1, 2, 4])).toEqual(tombstones);
    await after.purge();
    await after.close();
    expect(await bytesOf(engines, logStreams(namespace, 0).parts)).toBe(0);
  });

  it("ends an erasure that was committed and not carried out: the old bytes are nowhere in the streams", async () => {
    const namespace = freshNamespace();
    const before = await openOnEngines(engines, namespace);
    const named = (offset: number) => sampleEntry(offset, "p", { properties: { name: "Ada Lovelace" } });
    const ada = sampleProfile("p", { traits: { name: { at: 1, offset: 1, value: "Ada Lovelace" } } });
    await before.state.commit(
      writeSet({ entries: [named(1), sampleEntry(2, "q"), named(3)], profiles: new Map([["p", ada]]) }),
    );
    await before.close();
    const tombstone = (offset: number) => ({ kind: "tombstone" as const, offset, day: 19_000, type: "track" });
    await withLog(engines, namespace, async (commits) => {
      const disowned: ClusterWriteSet["disowned"] = [
        ["p", 1],
        ["p", 3],
      ];
      await commits.append(
        whole({ rewritten: [tombstone(1), tombstone(3)], profiles: new Map([["p", null]]), disowned }),
      );
    });
    const after = await openOnEngines(engines, namespace);
    expect(await after.log.at([1, 3])).toEqual([tombstone(1), tombstone(3)]);
    expect(await after.log.read(1, 9)).toEqual([tombstone(1), sampleEntry(2, "q"), tombstone(3)]);
    expect(await after.log.offsetsOf("p")).toEqual([]);
    await after.purge();
    await after.close();
    expect(await messagesThatSay(engines, namespace, "Lovelace")).toBe(0);
  });
});

async function bytesOf({ jetstream }: EnginesUnderTest, stream: string): Promise<number> {
  const link = await openJetStream({ servers: jetstream });
  const { state } = await link.manager.streams.info(stream);
  await link.close();
  return state.bytes;
}

async function messagesThatSay({ jetstream }: EnginesUnderTest, namespace: string, word: string): Promise<number> {
  const link = await openJetStream({ servers: jetstream });
  const { log, redo, rewrites, parts } = logStreams(namespace, 0);
  let count = 0;
  for (const stream of [log, redo, rewrites, parts]) {
    const { state } = await link.manager.streams.info(stream);
    for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq++) {
      const message = await link.manager.streams.getMessage(stream, { seq });
      if (message !== null && Buffer.from(message.data).toString().includes(word)) count++;
    }
  }
  await link.close();
  return count;
}
