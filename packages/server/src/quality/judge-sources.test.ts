import { expect, it } from "vitest";
import { judgeSources, type SourceFacts } from "./judge-sources.ts";

const dayMs = 86_400_000;
const now = 100 * dayMs;

function source(change: Partial<SourceFacts> = {}): SourceFacts {
  return {
    source: "http",
    events: 1_000,
    people: 100,
    identifiedEvents: 500,
    firstReceivedAt: now - 30 * dayMs,
    lastReceivedAt: now,
    receivedDays: 31,
    lateEvents: 0,
    orders: 0,
    ordersWithoutId: 0,
    ordersWithoutItems: 0,
    ordersWithoutAmount: 0,
    repeatedOrders: 0,
    itemEvents: 100,
    itemEventsWithoutItem: 0,
    visitEvents: 0,
    visitEventsWithoutDevice: 0,
    repeatedEvents: 0,
    quarantined: {},
    sample: { events: 500, reachable: 500, consentKnown: 500, refused: 0 },
    ...change,
  };
}

it("a source that is as it should be has no gap, and the full score", () => {
  const audit = judgeSources([source()], {}, now, 30);
  expect(audit.gaps).toEqual([]);
  expect(audit.sources[0]).toMatchObject({ score: 1, freshness: { state: "fresh", limitHours: 72 } });
});

it("names the three worst of many faults, the worst first, each with what to do", () => {
  const audit = judgeSources(
    [
      source({
        repeatedEvents: 30,
        quarantined: { "bad-amount": 1_000 },
        sample: { events: 500, reachable: 100, consentKnown: 450, refused: 0 },
      }),
      source({ source: "import:till", events: 10, orders: 10, itemEvents: 0, ordersWithoutItems: 10, lateEvents: 10 }),
    ],
    {},
    now,
    30,
  );
  // Lost: 0.8 × 1.5, 0.5 × 1.5 and 0.1 of nearly all events; a third of what is asked of ten orders, × 1.5 × √(10 ∕ 1010), is 0.05.
  expect(audit.gaps.map(({ source: of, dimension }) => [of, dimension])).toEqual([
    ["http", "identifiers"],
    ["http", "schema"],
    ["http", "consent"],
  ]);
  expect(audit.gaps[1]).toMatchObject({ score: 0.5, evidence: "1,000 in quarantine (bad-amount 1,000)" });
  for (const { action } of audit.gaps) expect(action.length).toBeGreaterThan(20);
});

it("a source that falls silent is stale: past what the playbook allows, or three times its own rhythm", () => {
  const quiet = source({ lastReceivedAt: now - 60 * 3_600_000 });
  const byRhythm = judgeSources([quiet], {}, now, 30).sources[0]!;
  // 27.5 days between the first and the last of 31 days on which it sent: 22 hours from one to the next.
  expect(byRhythm.freshness).toMatchObject({ state: "fresh", limitHours: 66 });
  const declared = judgeSources([quiet], { http: 2 }, now, 30);
  expect(declared.sources[0]!.freshness).toMatchObject({ state: "stale", silentHours: 60, limitHours: 2 });
  expect(declared.gaps[0]).toMatchObject({ dimension: "timeliness", score: 0 });
});

it("what cannot be judged counts for nothing: a file has no time, an event without demands is not complete", () => {
  const [judged] = judgeSources([source({ source: "import:crm", itemEvents: 0 })], {}, now, 30).sources;
  const undetermined = judged!.scores.filter(({ score }) => typeof score !== "number");
  expect(undetermined.map(({ dimension }) => dimension)).toEqual(["completeness", "timeliness"]);
  expect(judged!.score).toBe(1);
});
