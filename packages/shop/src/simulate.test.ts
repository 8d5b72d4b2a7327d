import { describe, expect, it } from "vitest";
import { answerLaterWith, answerWith } from "./answer-with.ts";
import { decideByChance } from "./decide-by-chance.ts";
import { demoShop } from "./demo-shop.ts";
import type { SegmentPayload } from "./segment-payload.ts";
import { simulate } from "./simulate.ts";
import { smallShop } from "./small-shop.suite.ts";
import { demoTruth } from "./truth.ts";
import type { SimulationSettings } from "./world.ts";

const decide = () => decideByChance({ seed: 1, truth: demoTruth, holdout: 0.5 });
const stepsOf = (settings: SimulationSettings) => [...answerWith(simulate(settings), decide())];
const payloadsOf = (settings: SimulationSettings): SegmentPayload[] =>
  stepsOf(settings).flatMap((step) => (step.kind === "event" ? [step.payload] : []));

describe("simulate", () => {
  it("simulate(settings) repeats the same steps for the same settings and answers, and others for another seed", () => {
    const steps = stepsOf(smallShop());
    expect(stepsOf(smallShop())).toEqual(steps);
    expect(stepsOf(smallShop({ seed: 2 }))).not.toEqual(steps);
  });

  it("simulate() goes forward in time, within the period", () => {
    const settings = smallShop();
    const times = stepsOf(settings).map(({ at }) => at);
    expect(times.length).toBeGreaterThan(3000);
    for (let i = 1; i < times.length; i++) expect(times[i]!).toBeGreaterThanOrEqual(times[i - 1]!);
    expect(times[0]!).toBeGreaterThanOrEqual(settings.startAt);
    expect(times.at(-1)!).toBeLessThan(settings.startAt + settings.days * 86_400_000);
  });

  it("simulate() without answers shows the default: the shop goes on as it does where nothing has an effect", () => {
    const events = (steps: Iterable<{ kind: string }>) => [...steps].filter(({ kind }) => kind === "event");
    const unanswered = events(simulate(smallShop()));
    const withheld = events(
      answerWith(simulate(smallShop()), decideByChance({ seed: 1, truth: demoTruth, holdout: 1 })),
    );
    expect(unanswered).toEqual(withheld);
  });

  it("simulate() asks nothing before the day that personalization begins", () => {
    const settings = { ...smallShop(), personalizedFromDay: 5 };
    const asked = stepsOf(settings).filter(({ kind }) => kind === "decision");
    expect(asked.length).toBeGreaterThan(100);
    expect(asked[0]!.at).toBeGreaterThanOrEqual(settings.startAt + 5 * 86_400_000);
  });

  it("simulate() calls a visitor new for twelve hours on a device, unless a login tells who it is", () => {
    const firstSeen = new Map<string, number>();
    let returning = 0;
    for (const step of stepsOf(smallShop())) {
      if (step.kind === "event") {
        const { anonymousId } = step.payload;
        if (anonymousId && !firstSeen.has(anonymousId)) firstSeen.set(anonymousId, step.at);
      } else if (step.request.userId === undefined) {
        const since = step.at - firstSeen.get(step.request.anonymousId!)!;
        expect(step.visitor.isNew).toBe(since < 12 * 3_600_000);
        if (!step.visitor.isNew) returning += 1;
      }
    }
    expect(returning).toBeGreaterThan(50);
  });

  it("answerLaterWith() gives the same steps as answerWith() when the same answers come later", async () => {
    const soon = decide();
    const later = [];
    for await (const step of answerLaterWith(simulate(smallShop()), async (...asked) => soon(...asked)))
      later.push(step);
    expect(later).toEqual(stepsOf(smallShop()));
  });

  it("simulate() visits as often as the shoppers' rates and the season say", () => {
    const settings = smallShop({ count: 600, days: 28 });
    const people = settings.shoppers.filter(({ arrival, consent }) => arrival === 0 && !consent.marketing);
    const isTheirs = new Set(people.flatMap(({ devices }) => devices.map(({ anonymousId }) => anonymousId)));
    // A visit's first event ends in "-1".
    const visits = payloadsOf({ ...settings, shoppers: people }).filter(
      ({ messageId, anonymousId }) => messageId.endsWith("-1") && isTheirs.has(anonymousId!),
    ).length;
    const rate = people.reduce((sum, { visitsPerWeek }) => sum + visitsPerWeek, 0);
    // Nobody comes twice within 90 minutes, which takes less than rate × 90 min / week off each rate: 1 % at one visit a week.
    const expected = 4 * rate * 1.1 ** (14 / 90);
    expect(Math.abs(visits / expected - 1)).toBeLessThan(4 / Math.sqrt(expected) + 0.03);
  });

  it("demoShop() makes about 200,000 events in 90 days", () => {
    let events = 0;
    const endAt = Date.UTC(2026, 5, 1);
    for (const step of answerWith(simulate(demoShop({ seed: "demo", endAt })), decide())) {
      if (step.kind === "event") events += 1;
    }
    expect(events).toBeGreaterThan(185_000);
    expect(events).toBeLessThan(215_000);
  });
});
