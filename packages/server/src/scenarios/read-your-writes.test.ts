import type { Playbook } from "@attune/model/tactic";
import { describe, expect, it } from "vitest";
import { openScenario } from "./open-scenario.ts";
import { storeKinds } from "./store-kinds.ts";

const playbook: Playbook = {
  holdout: 0,
  placements: { hero: { placementId: "hero", default: { content: { headline: "Welcome" } } } },
  tactics: [
    {
      tacticId: "undecided",
      name: "Undecided",
      placementId: "hero",
      when: { event: "Product Viewed", atLeast: 3, withinDays: 7 },
      content: { headline: "Still thinking?" },
      priority: 1,
      holdout: 0,
      windowDays: 7,
    },
  ],
};

describe.each(storeKinds)("read your writes, on %s stores", (_kind, openStores) => {
  it("a decision after an acknowledged event sees it", async () => {
    const { engine, send } = await openScenario({ playbook, stores: openStores() });
    const view = (messageId: string) => ({
      type: "track",
      event: "Product Viewed",
      messageId,
      anonymousId: "a",
      properties: { product_id: "p" },
    });
    const ask = async () => (await engine.decide({ anonymousId: "a", placements: ["hero"] })).placements.hero?.tacticId;
    await send(view("1"), view("2"));
    expect(await ask()).toBeNull();
    await send(view("3"));
    expect(await ask()).toBe("undecided");
    await engine.close();
  });

  it("a decision for someone unknown already names the profile that the first event will found", async () => {
    const { engine, send } = await openScenario({ playbook, stores: openStores() });
    const { profileId } = await engine.decide({ anonymousId: "new-one", placements: ["hero"] });
    await send({ type: "page", messageId: "1", anonymousId: "new-one" });
    const profile = await engine.findProfile({ namespace: "anonymous_id", value: "new-one" });
    expect(profile?.profileId).toBe(profileId);
    await engine.close();
  });

  it("a person's arm does not change when they sign in on a browser that is older than their account", async () => {
    const heldOut = {
      ...playbook,
      tactics: playbook.tactics.map(({ when: _, ...tactic }) => ({ ...tactic, holdout: 0.5 })),
    };
    const { engine, send, pass } = await openScenario({ playbook: heldOut, stores: openStores() });
    const armOf = async (who: { anonymousId?: string; userId?: string }) => {
      const decision = await engine.decide({ ...who, placements: ["hero"] });
      return { profileId: decision.profileId, tacticId: decision.placements.hero?.tacticId };
    };
    for (let i = 0; i < 12; i++) {
      const anonymousId = `browser-${i}`;
      const userId = `user-${i}`;
      await send({ type: "page", messageId: `browser-${i}`, anonymousId });
      await send({ type: "identify", messageId: `user-${i}`, userId });
      const before = await armOf({ anonymousId });
      expect(await armOf({ anonymousId, userId })).toEqual(before);
      await send({ type: "identify", messageId: `login-${i}`, anonymousId, userId });
      pass(1_000);
      expect(await armOf({ anonymousId, userId })).toEqual(before);
    }
    await engine.close();
  });

  it("the same message id from the same source is taken once", async () => {
    const { engine, send } = await openScenario({ stores: openStores() });
    const event = { type: "track", event: "X", messageId: "same", userId: "u" };
    expect(await send(event, event)).toMatchObject({ kept: 1, dropped: 1 });
    expect(await send(event)).toMatchObject({ kept: 0, dropped: 1 });
    await engine.close();
  });
});
