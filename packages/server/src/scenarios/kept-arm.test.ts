import { describe, expect, it } from "vitest";
import { openScenario } from "./open-scenario.ts";
import { storeKinds } from "./store-kinds.ts";

const hero = { placementId: "hero", default: { content: {} } };
const coin = {
  tacticId: "coin",
  name: "coin",
  placementId: "hero",
  content: {},
  priority: 0,
  holdout: 0.5,
  windowDays: 7,
};
const playbook = { holdout: 0, placements: { hero }, tactics: [coin] };

describe.each(storeKinds)("a decision's person (%s)", (_, openStores) => {
  it("keeps the arm of the first decision on a browser whose own id another person kept", async () => {
    const { engine, send } = await openScenario({ stores: openStores(), playbook });
    for (let i = 0; i < 20; i++) {
      const anonymousId = `kiosk-${i}`;
      await send({ type: "track", event: "A", userId: `ada-${i}`, anonymousId });
      await send({ type: "track", event: "A", userId: `bob-${i}`, anonymousId });
      await engine.erase((await engine.findProfile({ namespace: "user_id", value: `bob-${i}` }))!, "tester");
      const first = await engine.decide({ anonymousId, placements: ["hero"] });
      await send({ type: "track", event: "A", anonymousId: `bystander-${i}` });
      const second = await engine.decide({ anonymousId, placements: ["hero"] });
      expect(second.profileId).toBe(first.profileId);
      expect(second.placements.hero?.holdout).toBe(first.placements.hero?.holdout);
    }
    await engine.close();
  });

  it("is nobody where they refused personalization, whatever the page claims", async () => {
    const { engine, send } = await openScenario({ stores: openStores(), playbook });
    const refusing = { consent: { categoryPreferences: { Functional: false } } };
    await send({ type: "track", event: "A", userId: "ada", context: refusing });
    const claims = { consent: { personalization: true } };
    expect((await engine.decide({ userId: "ada", placements: ["hero"], context: claims })).profileId).toBeNull();
    expect((await engine.decide({ userId: "bob", placements: ["hero"], context: refusing })).profileId).toBeNull();
    expect((await engine.decide({ userId: "bob", placements: ["hero"], context: claims })).profileId).not.toBeNull();
    await engine.close();
  });
});
