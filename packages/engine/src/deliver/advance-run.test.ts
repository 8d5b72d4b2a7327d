import type { Journey, JourneyRun } from "@attune/model/journey";
import { describe, expect, it } from "vitest";
import { advanceRun, decided, explainRun, heard } from "./advance-run.ts";
import { hourMs, browseJourney as journey, noon, person, utc } from "./browse-journey.suite.ts";
import { nextDailyAt } from "./daily-triggers.ts";
import { enterJourney } from "./enter-journey.ts";

const by = { offset: 7, values: { product_id: "sku-1" }, told: "Product Viewed" };

function entered(of: Journey, at = noon, before?: JourneyRun): JourneyRun {
  const entry = enterJourney(of, { profileId: "p", bucketingKey: "p", view: person(at), before, globalHoldout: 0 }, by);
  if (entry.kind !== "enters") throw new Error(entry.why);
  return entry.run;
}

describe("enterJourney", () => {
  it("keeps out who is in it, who was in it within the time, and who does not fit", () => {
    const once = journey([{ kind: "wait", forMs: hourMs }]);
    const weekly = journey([], { againAfterMs: 7 * 24 * hourMs });
    const why = (of: Journey, before?: JourneyRun, at = noon) => {
      const candidate = { profileId: "p", bucketingKey: "p", view: person(at), before, globalHoldout: 0 };
      const entry = enterJourney(of, candidate, by);
      return entry.kind === "enters" ? `enters the ${entry.run.count}.` : entry.why;
    };
    const over: JourneyRun = { ...entered(once), end: { at: noon, why: "came to its end" } };
    expect(why(once, entered(once))).toBe("is in it already");
    expect(why(once, over, noon + 1e12)).toBe("was in it before");
    expect(why(weekly, over, noon + 6 * 24 * hourMs)).toBe("was in it before");
    expect(why(weekly, over, noon + 7 * 24 * hourMs)).toBe("enters the 2.");
    expect(why(journey([], { when: { trait: "plan", is: "free" } }))).toBe("the condition to enter does not hold");
  });

  it("who is held out enters and gets nothing; arms and propensities are those of a tactic", () => {
    const half = journey([{ kind: "send", templateId: "m" }], { holdout: 0.5 });
    const arms = Array.from({ length: 4000 }, (_, i) => {
      const candidate = { profileId: `${i}`, bucketingKey: `${i}`, view: person(noon), before: undefined };
      const entry = enterJourney(half, { ...candidate, globalHoldout: 0.1 }, by);
      if (entry.kind !== "enters") throw new Error(entry.why);
      return { ...entry.opportunity, isOver: entry.run.end !== null };
    });
    const share = (arm: string) => arms.filter((entry) => entry.arm === arm).length / arms.length;
    // Four binomial standard errors of 4,000 draws.
    expect(Math.abs(share("global-holdout") - 0.1)).toBeLessThan(4 * Math.sqrt((0.1 * 0.9) / 4000));
    expect(Math.abs(share("tactic-holdout") - 0.45)).toBeLessThan(4 * Math.sqrt((0.45 * 0.55) / 4000));
    expect(arms.every(({ arm, isOver }) => isOver === (arm !== "exposed"))).toBe(true);
    expect(arms.find(({ arm }) => arm === "exposed")?.propensity).toBeCloseTo(0.45, 12);
  });
});

describe("advanceRun", () => {
  it("waits, decides, sends and ends; what was decided can be named in the message", () => {
    const of = journey([
      { kind: "wait", forMs: 4 * hourMs },
      { kind: "decide", placementId: "mail" },
      { kind: "send", templateId: "offer" },
    ]);
    const first = advanceRun(of, entered(of), person(noon), utc);
    expect(explainRun(first.run, [])).toBe("at step 1: waits until 2026-06-01T16:00:00.000Z");
    expect(advanceRun(of, first.run, person(noon + hourMs), utc)).toEqual({ run: first.run, effects: [], asks: null });
    const later = noon + 4 * hourMs;
    const asked = advanceRun(of, first.run, person(later), utc);
    expect(asked.asks).toBe("mail");
    const answered = decided(of, asked.run, { content: { code: "X" }, reason: "its condition holds" }, later);
    const last = advanceRun(of, answered, person(later), utc);
    expect(last.effects).toMatchObject([
      {
        kind: "send",
        templateId: "offer",
        values: { trigger: { product_id: "sku-1" }, decided: { content: { code: "X" } } },
      },
    ]);
    expect(last.run.end).toEqual({ at: later, why: "came to its end" });
    expect(last.run.notes.map(({ told }) => told)).toEqual([
      "entered: Product Viewed",
      "waits",
      "decided: its condition holds",
      "sends offer",
      "ended: came to its end",
    ]);
  });

  it("takes the side of a branch that holds, and goes on after it, however deep", () => {
    const of = journey([
      {
        kind: "branch",
        when: { trait: "plan", is: "gold" },
        holds: [
          {
            kind: "branch",
            when: { trait: "plan", is: "free" },
            holds: [{ kind: "send", templateId: "no" }],
            otherwise: [],
          },
          { kind: "send", templateId: "gold" },
        ],
        otherwise: [{ kind: "send", templateId: "other" }],
      },
      { kind: "set", trait: "nudged", value: true },
    ]);
    const { effects, run } = advanceRun(of, entered(of), person(noon), utc);
    expect(effects).toMatchObject([
      { templateId: "gold", position: [0, "holds", 1] },
      { trait: "nudged", position: [1] },
    ]);
    expect(run.end?.why).toBe("came to its end");
  });

  it("an event that it waits for lets it go on, one that stops it ends it, any other does nothing", () => {
    const of = journey([
      { kind: "wait-for", event: "Email Opened", atMostMs: hourMs },
      { kind: "send", templateId: "second" },
    ]);
    const { run } = advanceRun(of, entered(of), person(noon), utc);
    expect(heard(of, run, "Product Viewed", noon)).toBeNull();
    expect(advanceRun(of, heard(of, run, "Email Opened", noon + 1)!, person(noon + 1), utc).effects).toHaveLength(1);
    expect(heard(of, run, "Order Completed", noon + 1)?.end).toEqual({ at: noon + 1, why: "Order Completed happened" });
  });

  it("waits until the visit is over: it begins anew when the person comes back; what was sent is not their doing", () => {
    const of = journey([
      { kind: "wait-quiet", forMs: hourMs },
      { kind: "send", templateId: "m" },
    ]);
    const events = (...list: Array<[string, number]>) => ({
      events: { list: list.map(([name, at], offset) => ({ name, at, offset })), completeAfter: 0 },
    });
    const seen = person(noon, {}, events(["Product Viewed", noon]));
    const { run } = advanceRun(of, entered(of), seen, utc);
    expect(run.wait?.untilAt).toBe(noon + hourMs);
    const back = noon + hourMs / 2;
    const returned = person(noon + hourMs, {}, events(["Product Viewed", back], ["Email Sent", noon + hourMs - 1]));
    const still = advanceRun(of, run, returned, utc);
    expect([still.effects, still.run.wait?.untilAt]).toEqual([[], back + hourMs]);
    const gone = person(back + hourMs, {}, events(["Product Viewed", back]));
    expect(advanceRun(of, still.run, gone, utc).effects).toHaveLength(1);
  });

  it("looks at the condition to stop before every step", () => {
    const of = journey(
      [
        { kind: "wait", forMs: hourMs },
        { kind: "send", templateId: "m" },
      ],
      {
        stopWhen: { event: "Order Completed" },
      },
    );
    const { run } = advanceRun(of, entered(of), person(noon), utc);
    const after = advanceRun(of, run, person(noon + hourMs, { "Order Completed": 1 }), utc);
    expect(after.effects).toEqual([]);
    expect(after.run.end?.why).toMatch(/^the condition to stop holds/);
  });

  it("a position that another revision of the journey does not have is its end", () => {
    const long = journey([
      { kind: "wait", forMs: 1 },
      { kind: "wait", forMs: hourMs },
      { kind: "send", templateId: "m" },
    ]);
    const { run } = advanceRun(long, advanceRun(long, entered(long), person(noon), utc).run, person(noon + 1), utc);
    expect(run.position).toEqual([1]);
    const { effects, run: after } = advanceRun(journey([]), run, person(noon + 2 * hourMs), utc);
    expect([effects, after.end?.why]).toEqual([[], "came to its end"]);
  });
});

describe("nextDailyAt", () => {
  const today = utc.dayOf(noon);
  const at = (hour: number, day = today) => ({ at: day * 24 * hourMs + hour * hourMs, day });

  it("serves a time of day once a day; one that was never served begins with the next that is to come", () => {
    expect(nextDailyAt("18:00", null, utc, noon)).toEqual(at(18));
    expect(nextDailyAt("09:00", null, utc, noon)).toEqual(at(9, today + 1));
    expect(nextDailyAt("09:00", today - 1, utc, noon)).toEqual(at(9));
    expect(nextDailyAt("09:00", today, utc, noon)).toEqual(at(9, today + 1));
    expect(nextDailyAt("09:00", today - 30, utc, noon)).toEqual(at(9));
  });
});
