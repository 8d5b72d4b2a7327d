import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { followDecisions, openDecisionSender } from "./decision-stream.ts";
import { openClusterDefinitionStore } from "./definition-store.ts";
import { openFileShelf } from "./file-shelf.ts";
import { followDefinitions, readingDefinitions } from "./follow-definitions.ts";
import { type JetStreamLink, openJetStream } from "./jetstream-link.ts";
import { askWhoIsPresent, openNodePresence } from "./node-presence.ts";
import { describeOnEngines, freshNamespace } from "./testing/engines-under-test.ts";

describeOnEngines("what nodes of an instance share in JetStream", ({ jetstream }) => {
  let link: JetStreamLink;
  beforeAll(async () => {
    link = await openJetStream({ servers: jetstream });
  });
  afterAll(() => link.close());

  it("files in as many messages as they need, found by a node that only follows the documents, until they are not kept", async () => {
    const place = { link: { ...link, maxPayloadBytes: 8_192 }, namespace: freshNamespace(), replicas: 3 };
    const definitions = await openClusterDefinitionStore({ ...place, writerId: "w", patienceMs: 5_000 });
    const followed = await followDefinitions(place);
    const there = openFileShelf({ ...place, definitions: readingDefinitions(followed.copy) });
    const shelf = openFileShelf({ ...place, definitions });
    const bytes = Buffer.from(Array.from({ length: 20_000 }, (_, index) => index % 251));
    await shelf.put("a.bin", bytes);
    await shelf.put("b.bin", Buffer.from("b"));
    await expect.poll(() => there.get("b.bin")).toEqual(Buffer.from("b"));
    expect(await there.get("a.bin")).toEqual(bytes);
    await shelf.keepOnly(["b.bin"]);
    expect([await shelf.has("a.bin"), await shelf.has("b.bin")]).toEqual([false, true]);
    await expect(readingDefinitions(followed.copy).put("setting", [["a", 1]])).rejects.toMatchObject({
      code: "conflict",
    });
    await followed.stop();
    await definitions.close();
  });

  it("records of decisions in few messages, though earlier ones are acknowledged meanwhile", async () => {
    const place = { link, namespace: freshNamespace(), replicas: 3 };
    const sender = await openDecisionSender<number>(place, "s");
    const until = performance.now() + 400;
    const sent: Array<Promise<void>> = [];
    for (let made = 0; performance.now() < until; made++) {
      sent.push(sender.send(made));
      await pause(1);
    }
    await Promise.all(sent);
    const { state } = await link.manager.streams.info(`${place.namespace}-decided-0`);
    // One for each 50 ms, at most.
    expect(state.messages).toBeLessThanOrEqual(9);
    await sender.close();
  });

  it("records of decisions, each again until it is taken in", async () => {
    const place = { link, namespace: freshNamespace(), replicas: 3 };
    const sender = await openDecisionSender<number>(place, "s");
    await Promise.all([1, 2, 3].map((made) => sender.send(made)));
    await sender.close();
    const taken: number[][] = [];
    let failures = 1;
    const stop = await followDecisions<number>(place, async (made) => {
      if (failures-- > 0) throw new Error("not now");
      taken.push(made);
    });
    await expect.poll(() => taken.flat(), { timeout: 10_000 }).toEqual([1, 2, 3]);
    await stop();
  });

  it("records of decisions, and an end at once where nobody has waited for the beginning", async () => {
    const place = { link, namespace: freshNamespace(), replicas: 3 };
    const stop = await followDecisions<number>(place, async () => {});
    await stop();
  });

  it("who is there, until they leave", async () => {
    const namespace = freshNamespace();
    const node = (nodeId: string, ...roles: string[]) => ({ nodeId, url: `http://${nodeId}`, roles, writes: false });
    const [a, b] = [node("a", "process"), node("b", "decide")];
    const ofA = openNodePresence(link, namespace, () => a);
    const ofB = openNodePresence(link, namespace, () => b);
    await expect.poll(() => ofA.present(), { timeout: 5_000 }).toEqual([a, b]);
    expect((await askWhoIsPresent(link, namespace)).map(({ nodeId }) => nodeId).sort()).toEqual(["a", "b"]);
    await ofB.close();
    expect(await askWhoIsPresent(link, namespace)).toEqual([a]);
    await ofA.close();
    expect(await askWhoIsPresent(link, namespace)).toEqual([]);
  });
});
