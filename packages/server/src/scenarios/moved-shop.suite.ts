import type { Stores } from "@attune/engine/ports/stores";
import type { JourneyRun, PendingDelivery } from "@attune/model/journey";
import { openScenario } from "./open-scenario.ts";

const run: JourneyRun = {
  journeyId: "welcome",
  profileId: "p",
  count: 1,
  enteredAt: 1,
  enteredOffset: 1,
  arm: "exposed",
  position: [0],
  wait: null,
  values: {},
  notes: [],
  end: null,
};

const pending: PendingDelivery = {
  deliveryId: "d-2",
  profileId: "p",
  journeyId: "welcome",
  templateId: "t",
  channel: "email",
  values: {},
  dueAt: 9,
  attempts: 0,
  createdAt: 0,
};

/** A shop's life: browsers that become users, two that merge, an order, one event that cannot be trusted. */
export async function live(stores: Stores, from: number): Promise<number> {
  const scenario = await openScenario({ stores });
  scenario.pass(from * 3_600_000);
  for (let n = from; n < from + 30; n++) {
    scenario.pass(60_000);
    const anonymousId = `a-${n % 8}`;
    const userId = n % 3 === 0 ? { userId: `u-${n % 5}` } : {};
    const view = { type: "track", event: "Product Viewed", properties: { product_id: `sku-${n % 4}` } };
    await scenario.send({ ...view, anonymousId, ...userId, messageId: `m-${n}` });
  }
  const order = { order_id: `o-${from}`, total: 20, currency: "GBP" };
  await scenario.send(
    { type: "track", event: "Order Completed", userId: "u-1", properties: order, messageId: `order-${from}` },
    { type: "track", event: "Signed Up", userId: "u-2", timestamp: "yesterday", messageId: `odd-${from}` },
  );
  await scenario.engine.settled(10_000);
  await scenario.engine.close();
  return scenario.now();
}

/** What lies beside the log, as the engine would have written it. */
export async function addBesides(stores: Stores): Promise<void> {
  const [profileId = ""] = await stores.state.profileIds(null, 1);
  await stores.scores.put([[profileId, { churn: { value: 0.5, modelVersion: "m 1", computedAt: 10 } }]]);
  const entered = { segmentId: "vip", change: "entered" as const, at: 5, profileId };
  await stores.memberships.put({
    people: new Map([[profileId, { since: { vip: 5 }, nextChangeAt: 90 }]]),
    transitions: [entered, { ...entered, segmentId: "new" }],
  });
  const { journeyId } = run;
  const delivery = { profileId, journeyId, templateId: "t", channel: "email", at: 5, attempts: 1 } as const;
  await stores.journeys.commit({
    checkpoint: { offset: 12, transition: 1, served: {} },
    runs: new Map([[`${journeyId}\u0000${profileId}`, { ...run, profileId }]]),
    pending: [{ ...pending, profileId }],
    done: [{ ...delivery, deliveryId: "d-1", outcome: "sent", reason: "250 ok" }],
  });
  await stores.journeys.suppress("email:eve@example.com", "complaint", 7);
}

/** All that the ports tell, but what each side counts for itself. */
export async function contentsOf(stores: Stores) {
  const { log, state, quarantine, definitions, memberships, scores, journeys } = stores;
  const ids = await state.profileIds(null, 1_000);
  const entries = await log.read(1, 1_000);
  // Those of erased entries are in no log, so they do not move.
  const messages = entries.flatMap((entry) => (entry.kind === "event" ? [`http\u0000${entry.event.messageId}`] : []));
  const keys = Array.from({ length: 8 }, (_, n) => [`anonymous_id:a-${n}`, `user_id:u-${n}`]).flat();
  const view = await state.load(keys, messages);
  const kinds = (await definitions.kinds()).filter((kind) => kind !== "checkpoint");
  return {
    entries,
    owned: await Promise.all(ids.map((id) => log.offsetsOf(id))),
    profiles: await Promise.all(ids.map((id) => state.profile(id))),
    identities: [...view.identities],
    seen: [...view.seen].sort(),
    allSeen: view.seen.size === messages.length,
    nextOffset: view.nextOffset,
    nextQuarantineId: view.nextQuarantineId,
    quarantine: await quarantine.list(null, 100),
    documents: await Promise.all(kinds.map((kind) => definitions.list(kind, null, 1_000))),
    memberships: await memberships.list(null, 1_000),
    transitions: await memberships.transitions(0, 1_000),
    scores: await Promise.all(ids.map((id) => scores.of(id))),
    checkpoint: await journeys.checkpoint(),
    runs: await journeys.runsOf("welcome", null, 10),
    pending: await journeys.dueDeliveries(100, 10),
    deliveries: await journeys.deliveries(null, 10),
    suppressions: await journeys.suppressions(null, 10),
    isSuppressed: await journeys.suppression("email:eve@example.com"),
  };
}
