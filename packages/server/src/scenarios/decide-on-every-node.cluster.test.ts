import { createDecisionNode, type DecisionNode } from "@attune/engine/runtime/decision-node";
import type { DecisionElsewhere } from "@attune/engine/runtime/record-decisions";
import type { DecideResponse } from "@attune/model/decision";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { openDecisionStores } from "@attune/store/cluster/decision-stores";
import { followDecisions, openDecisionSender } from "@attune/store/cluster/decision-stream";
import { openJetStream } from "@attune/store/cluster/jetstream-link";
import {
  describeOnEngines,
  type EnginesUnderTest,
  freshNamespace,
} from "@attune/store/cluster/testing/engines-under-test";
import { openOnEngines } from "@attune/store/cluster/testing/open-on-engines";
import { expect, it } from "vitest";
import { openScenario, plainBusiness, type Scenario } from "./open-scenario.ts";

const dayMs = 24 * 3_600_000;

function tactic(tacticId: string, changes: Partial<Tactic>): Tactic {
  const standard = { name: tacticId, placementId: tacticId, content: {}, priority: 0, holdout: 0, windowDays: 7 };
  return { tacticId, ...standard, ...changes };
}

const placement = (placementId: string) => ({ placementId, default: { content: {} } });
const playbook: Playbook = {
  holdout: 0,
  placements: Object.fromEntries(["known", "capped", "offer", "tested"].map((id) => [id, placement(id)])),
  tactics: [
    tactic("known", { when: { event: "Product Viewed", atLeast: 1 } as unknown as NonNullable<Tactic["when"]> }),
    tactic("capped", { caps: [{ atMost: 7, withinMs: dayMs }] }),
    tactic("offer", { offerId: "five" }),
    tactic("tested", { offerId: "five", holdout: 0.5 }),
  ],
  offers: [
    {
      offerId: "five",
      name: "Five off",
      discount: { amountMicros: 5_000_000 },
      code: "five",
      validMs: dayMs,
      budget: { people: 20 },
    },
  ],
};

const viewed = (userId: string, messageId: string) => ({ type: "track", event: "Product Viewed", userId, messageId });
const shown = (answers: DecideResponse[], id: string) =>
  answers.filter(({ placements }) => placements[id]?.tacticId === id).length;

interface Nodes {
  writer: Scenario;
  nodes: DecisionNode[];
  /** Of one of them or the writer. */
  ask(turn: number, userId: string, placementId: string): Promise<DecideResponse>;
  close(): Promise<void>;
}

/** A writing node and two that decide, on the engines under test. */
async function openNodes({ jetstream, redis }: EnginesUnderTest): Promise<Nodes> {
  const namespace = freshNamespace();
  const writer = await openScenario({ stores: openOnEngines({ jetstream, redis }, namespace), playbook });
  const link = await openJetStream({ servers: jetstream });
  const place = { link, namespace, replicas: 3 };
  const stopRecording = await followDecisions<DecisionElsewhere>(place, (made) => writer.engine.recordDecisions(made));
  const opened = await Promise.all(
    ["a", "b"].map(async (name) => {
      let follow: DecisionNode["follow"] = async () => {};
      const stores = await openDecisionStores({
        ...place,
        redis: { addresses: redis },
        shardCount: 8,
        onChange: (changes) => void follow(changes),
      });
      const sender = await openDecisionSender<DecisionElsewhere>(place, `${namespace}-${name}`);
      let ids = 0;
      const node = await createDecisionNode({
        stores,
        business: plainBusiness,
        playbook,
        clock: writer.now,
        newId: () => `${name}-${ids++}`,
        handOn: sender.send,
        onLostRecord: (error) => {
          throw error;
        },
      });
      follow = node.follow;
      return { node, sender, stores };
    }),
  );
  const deciders = [writer.engine, ...opened.map(({ node }) => node)];
  return {
    writer,
    nodes: opened.map(({ node }) => node),
    ask: (turn, userId, placementId) => deciders[turn % 3]!.decide({ userId, placements: [placementId] }),
    async close() {
      for (const { sender, stores } of opened) {
        await sender.close();
        await stores.close();
      }
      await stopRecording();
      await link.close();
      await writer.engine.close();
    },
  };
}

describeOnEngines("nodes that decide beside the one that writes", (engines) => {
  it("see what was acknowledged, keep caps and budgets together, and have their decisions written down once", async () => {
    const { writer, nodes, ask, close } = await openNodes(engines);
    await writer.send(viewed("ada", "m-0"));
    for (const node of nodes)
      expect(shown([await node.decide({ userId: "ada", placements: ["known"] })], "known")).toBe(1);
    for (let i = 1; i <= 5; i++) {
      expect(shown([await ask(1, `new-${i}`, "known")], "known")).toBe(0);
      await writer.send(viewed(`new-${i}`, `m-${i}`));
      expect(shown([await ask(1, `new-${i}`, "known")], "known")).toBe(1);
    }

    const capped = await Promise.all(Array.from({ length: 300 }, (_, turn) => ask(turn, "ada", "capped")));
    expect(shown(capped, "capped")).toBe(7);
    const later = await Promise.all(Array.from({ length: 30 }, (_, turn) => ask(turn, "ada", "capped")));
    expect(shown(later, "capped")).toBe(0);

    const offered = await Promise.all(
      Array.from({ length: 240 }, (_, turn) => ask(turn, `visitor-${turn % 60}`, "offer")),
    );
    // Each of twenty people asked four times, and was kept the promise wherever they asked.
    expect(shown(offered, "offer")).toBe(80);

    // Nothing is left: nobody new is counted, also not among those held out, of whom half would have been.
    const tooLate = await Promise.all(Array.from({ length: 40 }, (_, turn) => ask(turn, `late-${turn}`, "tested")));
    expect(tooLate.filter(({ placements }) => placements.tested?.tacticId !== null)).toEqual([]);

    const { log } = writer.engine.stores;
    const made = [capped, later, offered].flat().length;
    const written = async () => {
      const entries = await log.read(1, 2_000);
      return entries.flatMap((entry) => (entry.kind === "decision" ? entry.decision.decisionId : []));
    };
    await expect.poll(async () => (await written()).length, { timeout: 20_000 }).toBeGreaterThanOrEqual(87);
    const ids = await written();
    expect(new Set(ids).size).toBe(ids.length);
    expect(made).toBe(570);
    expect(await writer.engine.offerAccounts()).toMatchObject([{ people: 20, isUsedUp: true }]);
    // The cap's window ends; what was promised before has gone into the profile and is counted no more.
    writer.pass(dayMs);
    expect(shown(await Promise.all([0, 1, 2].map((turn) => ask(turn, "ada", "capped"))), "capped")).toBe(3);
    await close();
  }, 60_000);

  it("take a record once that comes twice", async () => {
    const { writer, close } = await openNodes(engines);
    const identifiers = [{ namespace: "user_id" as const, value: "eve" }];
    const decision = { decisionId: "d-1", at: writer.now(), identifiers, opportunities: [] };
    const made = { decision, profileId: "p", offerIds: [] };
    await writer.engine.recordDecisions([made]);
    await writer.engine.recordDecisions([made, { ...made, decision: { ...decision, decisionId: "d-2" } }]);
    expect(await writer.engine.stores.log.head()).toBe(2);
    await close();
  });

  it("follow what is stopped, and what the shop sells", async () => {
    const { writer, nodes, ask, close } = await openNodes(engines);
    await writer.engine.tacticStops.stop("capped", "ada", "wrong");
    await expect.poll(async () => shown([await ask(1, "bob", "capped")], "capped")).toBe(0);
    await writer.engine.tacticStops.resume("capped");
    await expect.poll(async () => shown([await ask(2, "bob", "capped")], "capped")).toBe(1);
    expect(nodes.map((node) => node.served())).toEqual([null, null]);
    await close();
  });
});
