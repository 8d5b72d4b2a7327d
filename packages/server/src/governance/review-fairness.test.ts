import { afterEach, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";
import { fairnessByGroup } from "./fairness-by-group.ts";
import { makeReports } from "./regular-reports.ts";

const dayMs = 24 * 3_600_000;
/** A Friday. */
const begin = Date.parse("2026-10-30T12:00:00Z");
const configuration = `
business: { name: The shop, currency: EUR }
holdout: 0.4
offers: { ten: { discount: { percent: 10 }, validDays: 3 } }
placements: { hero: { default: { content: {} } } }
tactics: { ten: { placement: hero, holdout: 0, when: { trait: country, is: de }, offer: ten, content: { line: Ten } } }
alerts: { fairness: { traits: [country, plan], itemGroup: brand } }
`;
const forever = new AbortController().signal;
let app: MemoryApp;
let now = begin;
afterEach(() => app.close());

const countryOf = (i: number) => (i < 400 ? "de" : i < 600 ? "fr" : "at");
const planOf = (i: number) => (i % 2 === 0 ? "gold" : "free");

/** 400 Germans, to whom the tactic is shown, 200 French and 30 Austrians; of those who see it two thirds order, of those held out one third. */
async function plant(): Promise<{ served: number; servedBought: number; heldOut: number; heldOutBought: number }> {
  const arrival = { source: "import:plant", receivedAt: begin, maxEventBytes: 32_000, deduplicate: "ever" } as const;
  const people = Array.from({ length: 630 }, (_, i) => i);
  const said = people.map((i) => ({
    type: "identify",
    userId: `u${i}`,
    messageId: `i-${i}`,
    traits: { country: countryOf(i), plan: planOf(i) },
  }));
  await app.engine.collect(said, arrival);
  const counts = { served: 0, servedBought: 0, heldOut: 0, heldOutBought: 0 };
  const events: object[] = [];
  for (const i of people) {
    const { placements } = await app.engine.decide({ userId: `u${i}`, placements: ["hero"], context: {} });
    for (const nth of [0, 1, 2])
      events.push({
        type: "track",
        event: "Product Viewed",
        userId: `u${i}`,
        messageId: `v-${i}-${nth}`,
        timestamp: new Date(begin + nth * 60_000).toISOString(),
        properties: { product_id: `p${(i + nth * (1 + (i % 3))) % 7}`, brand: (i + nth) % 7 < 2 ? "rare" : "usual" },
      });
    if (countryOf(i) !== "de") continue;
    const isHeldOut = placements.hero?.holdout === true;
    const buys = i % 3 < (isHeldOut ? 1 : 2);
    counts[isHeldOut ? "heldOut" : "served"] += 1;
    if (!buys) continue;
    counts[isHeldOut ? "heldOutBought" : "servedBought"] += 1;
    events.push({
      type: "track",
      event: "Order Completed",
      userId: `u${i}`,
      messageId: `o-${i}`,
      timestamp: new Date(begin + 3_600_000).toISOString(),
      properties: { order_id: `o-${i}`, revenue: 10, currency: "EUR" },
    });
  }
  await app.engine.collect(events, { ...arrival, receivedAt: begin + 7_200_000 });
  return counts;
}

it("exposure, offers and lift by group are those that were planted; small groups are not told", async () => {
  app = await openMemoryApp({ configuration, clock: () => now });
  const { served, servedBought, heldOut, heldOutBought } = await plant();
  const { groups, small } = await fairnessByGroup(app.engine, ["country"], forever);
  expect(groups.map(({ group, people }) => [group, people])).toEqual([
    ["country=de", 400],
    ["country=fr", 200],
  ]);
  const [de, fr] = groups;
  expect([de!.exposed, de!.offered]).toEqual([served / 400, served / 400]);
  expect(heldOut).toBeGreaterThan(100);
  expect(de!.lift).toMatchObject({ estimate: servedBought / served - heldOutBought / heldOut });
  expect([fr!.exposed, fr!.offered]).toEqual([0, 0]);
  expect(fr!.lift).toMatchObject({ undetermined: { code: "too-few-people" } });
  // The thirty Austrians are one group, and too few to be told even together.
  expect(small).toEqual({ groups: 1, people: null });
});

it("the weekly review carries the audit, intersections and the lists' own with what mitigations cost", async () => {
  app = await openMemoryApp({ configuration, clock: () => now });
  await plant();
  await makeReports(app.instance, new Map(), forever);
  now = begin + 4 * dayMs;
  const [made] = await makeReports(app.instance, new Map(), forever);
  const answer = await app.server.inject({ url: `/v1/review/reports/${made!.reportId}`, headers: basic(secretKey) });
  const { report, text } = answer.json();
  now = begin;
  expect(report.verdicts).toMatchObject([{ tacticId: "ten" }]);
  expect(report.fairness.people.groups.map(({ group }: { group: string }) => group)).toContain("country=de, plan=gold");
  expect(report.fairness.lists.audit.items.boosted).toMatchObject({ cost: { difference: expect.any(Number) } });
  expect(text).toMatch(/Fairness: how groups of people fared[\s\S]*country=de +400[\s\S]*NDCG changes by/);
  expect(text).not.toContain("country=at");
});
