import type { Business } from "@attune/model/business";
import type { DecideResponse } from "@attune/model/decision";
import type { Guide, Readiness } from "@attune/model/readiness";
import type { Review } from "@attune/model/review";
import { createCatalogue, createShoppers } from "@attune/shop";
import { catalogueFeed } from "@attune/shop/catalogue";
import { demoPlaybook } from "@attune/shop/demo-playbook";
import { simulateInRounds } from "@attune/shop/simulate-in-rounds";
import { afterEach, expect, it } from "vitest";
import { writeConfiguration } from "../config/write-configuration.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey } from "../testing/memory-app.ts";

const business: Business = {
  name: "Haus & Heim",
  timeZone: "Europe/Berlin",
  currency: "EUR",
  ratesMicros: {},
  revenue: { includeTax: true, includeShipping: true },
  internalTraffic: [],
};
const dayMs = 86_400_000;
const startAt = Date.UTC(2026, 5, 1);
const catalogue = createCatalogue({ seed: "guide", size: 60 });
const shoppers = createShoppers(catalogue, { seed: "guide", count: 700 });

let app: MemoryApp;
let now = startAt;
afterEach(() => app.close());

async function get<Answer>(url: string): Promise<Answer> {
  const answer = await app.server.inject({ url, headers: basic(secretKey) });
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
}

async function post(url: string, payload: object): Promise<void> {
  const answer = await app.server.inject({ method: "POST", url, headers: basic(secretKey), payload });
  expect(answer.statusCode, answer.body).toBe(200);
}

function apply(playbook: typeof demoPlaybook) {
  const file = writeConfiguration({ business, playbook });
  return post("/v1/playbook/apply", { file, author: "ada", note: "next", accept: ["no-baseline"] });
}

/** Lives the shop; every event arrives when it happens. */
async function live(days: number): Promise<void> {
  const { engine } = app;
  const from = now;
  const rounds = simulateInRounds({ seed: `guide-${from}`, startAt: from, days, catalogue, shoppers });
  let answers: DecideResponse[] = [];
  for (;;) {
    const { done, value: round } = rounds.next(answers);
    if (done === true) break;
    for (const { at, payload } of round.events)
      await engine.collect([payload], { source: "shop", receivedAt: at, maxEventBytes: 32_768, deduplicate: "day" });
    answers = [];
    for (const { at, request } of round.asks) {
      now = at;
      answers.push(await engine.decide(request));
    }
  }
  now = from + days * dayMs;
}

const doneOf = ({ weeks }: Guide) => weeks.map(({ tasks }) => tasks.map(({ done }) => done));

it("walks the thirty days on the simulated shop: each step is seen done when it is, and not before", async () => {
  const plain = { ...demoPlaybook, tactics: [], segments: [] };
  const configuration = writeConfiguration({ business, playbook: plain });
  app = await openMemoryApp({ configuration, clock: () => now });

  const empty = await get<Guide>("/v1/guide");
  expect(empty.day).toBeNull();
  expect(doneOf(empty).flat().some(Boolean)).toBe(false);
  expect(empty.next?.task).toBe("Events of the shop come in");
  const atFirst = await get<Readiness>("/v1/readiness");
  expect(atFirst.gaps[0]?.question).toBe("unified-profiles");
  expect(atFirst.holdOff.reasons[0]).toContain("fewer than 10,000");

  await live(7);
  await app.engine.catalogue.put(catalogueFeed(catalogue));
  const first = await get<Guide>("/v1/guide");
  expect(first.day).toBe(7);
  expect(first.weeks[0]).toMatchObject({ tasks: [{ done: true }, {}, { done: true }, { done: true }] });
  expect(first.weeks.slice(1).some(({ done }) => done)).toBe(false);

  const { when } = demoPlaybook.tactics.find((tactic) => tactic.when !== undefined)!;
  const segments = ["buyers", "regulars", "guests"].map((segmentId) => ({ segmentId, name: segmentId, when: when! }));
  const goal = { metricId: "revenue-per-visitor", target: 0.02, byAt: now + 21 * dayMs };
  const tactics = demoPlaybook.tactics.map((tactic) => ({ ...tactic, hypothesis: "It helps.", holdout: 0.3, goal }));
  await apply({ ...demoPlaybook, segments, tactics });
  const second = await get<Guide>("/v1/guide");
  expect(doneOf(second)[1]).toEqual([true, true]);
  expect(doneOf(second)[2]).toEqual([true, false, false]);

  await live(12);
  const third = await get<Guide>("/v1/guide");
  expect(doneOf(third).slice(0, 3).flat()).toEqual(Array(9).fill(true));
  expect(doneOf(third)[3]).toEqual([true, false, false]);
  expect(third.next?.task).toBe("What was learned is written down");
  const { verdicts } = await get<Review>("/v1/review");
  expect(verdicts.map(({ tacticId }) => tacticId)).toEqual(tactics.map(({ tacticId }) => tacticId));

  const [hero] = tactics;
  await post("/v1/review/learnings", { tacticId: hero!.tacticId, decision: "scale", text: "It earns on phones." });
  await apply({ ...demoPlaybook, segments, tactics: tactics.map((tactic) => ({ ...tactic, holdout: 0.1 })) });
  const last = await get<Guide>("/v1/guide");
  expect(last.next).toBeNull();
  expect(last.weeks.every(({ done }) => done)).toBe(true);

  const { answers, gaps } = await get<Readiness>("/v1/readiness");
  const said = Object.fromEntries(answers.map(({ question, answer }) => [question, answer]));
  expect(said).toMatchObject({
    "unified-profiles": "yes",
    goals: "yes",
    testing: "yes",
    iteration: "yes",
    "cross-channel": "no",
  });
  expect(gaps.map(({ expectedEffect }) => expectedEffect)).toEqual(
    gaps.map(({ expectedEffect }) => expectedEffect).sort((a, b) => b - a),
  );
}, 60_000);
