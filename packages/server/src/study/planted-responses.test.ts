import { createRng } from "@attune/math/rng";
import { interactionReport } from "@attune/measure/interactions/interaction-report";
import { type PersonHistory, readPersonHistories } from "@attune/measure/tactic/person-history";
import { type TimingOptions, timingReport } from "@attune/measure/timing/timing-report";
import { visitTimingReport } from "@attune/measure/timing/visit-timing-report";
import type { DecideResponse } from "@attune/model/decision";
import type { InteractionReport } from "@attune/model/interaction-report";
import type { EffectsByGroup, TimingReport } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import {
  createCatalogue,
  createShoppers,
  type Decide,
  type SimulationSettings,
  type Switches,
  type TacticTruth,
} from "@attune/shop";
import { createMemoryAnalytics } from "@attune/store/memory/analytics";
import { describe, expect, it } from "vitest";
import { decideByCoin, simulatedRows } from "../testing/simulated-rows.ts";

/*
 * A shop is simulated three times with the same luck: with the tactic shown to all it reaches, withheld from all, and withheld from half by
 * chance. The first two together are every person's two potential outcomes, so the same report on them is the truth; the third is what can be
 * measured. Both must agree within four Monte-Carlo errors of their difference: once in 16,000 comparisons they do not.
 */
const dayMs = 86_400_000;
const startAt = Date.UTC(2026, 5, 1);
const days = 18;
/** The tactic begins when people have been there before, so that the time since their last look differs. */
const personalizedFromDay = 6;
const windowMs = 6 * dayMs;
const tacticId = "strip";
const placements = { "listing-top": tacticId, "home-hero": "hero" };

const options: TimingOptions = {
  tacticId,
  outcome: "conversion",
  windowMs,
  responseMs: dayMs / 2,
  lookbackMs: 60 * dayMs,
  nowMs: startAt + days * dayMs,
  signal: "Product Viewed",
};

function shop(switches: Switches, everyone: TacticTruth["everyone"]): SimulationSettings {
  const catalogue = createCatalogue({ seed: 1, size: 120 });
  const shoppers = createShoppers(catalogue, { seed: 1, count: 900, twoDeviceShare: 0.8 }).map((shopper) => ({
    ...shopper,
    visitsPerWeek: 3,
  }));
  const truth: TacticTruth[] = [
    { tacticId, placementId: "listing-top", reaches: () => true, everyone, bySegment: { browser: {} } },
    { tacticId: "hero", placementId: "home-hero", reaches: () => true, everyone: { add: 0.1 } },
  ];
  return { seed: 1, startAt, days, catalogue, shoppers, truth, switches, personalizedFromDay };
}

async function historiesOf(settings: SimulationSettings, holdout: number): Promise<PersonHistory[]> {
  const analytics = createMemoryAnalytics();
  const rows = simulatedRows(
    settings,
    decideByCoin("coin", placements, (id) => (id === tacticId ? holdout : 0.5)),
  );
  await analytics.insert(rows, "all");
  const answer = await analytics.query("tactic-histories", {
    tacticId,
    lookbackMs: options.lookbackMs,
    horizonMs: 2 * windowMs,
    signal: options.signal,
    mark: "Product Unavailable",
    limit: 1_000_000,
  });
  return readPersonHistories(answer);
}

async function worlds(settings: SimulationSettings) {
  const shown = await historiesOf(settings, 0);
  const withheld = await historiesOf(settings, 1);
  const measured = await historiesOf(settings, 0.5);
  expect(shown.length).toBe(measured.length);
  return { truth: [...shown, ...withheld], measured };
}

/** Nobody is held out: the fewer visits before, and the sooner they come again, the likelier a visit is touched. */
function decideByHistory(seed: string): Decide {
  const rng = createRng(seed);
  const before = new Map<string, { visits: number; at: number }>();
  return (request, at, { shopper }) => {
    const last = before.get(shopper.shopperId) ?? { visits: 0, at: 0 };
    const isListing = request.placements.includes("listing-top");
    if (isListing) before.set(shopper.shopperId, { visits: last.visits + 1, at });
    const chance = (at - last.at < dayMs ? 0.7 : 0.4) + (last.visits < 2 ? 0.15 : 0);
    const isShown = isListing && rng.fork(`${shopper.shopperId}/${at}`).uniform() < chance;
    const shown = {
      tacticId,
      variantId: "default",
      holdout: false,
      content: {},
      items: [],
      fallback: false,
      reason: "",
    };
    const decisionId = `${shopper.shopperId}/${at}`;
    const placements: DecideResponse["placements"] = isShown ? { "listing-top": shown } : {};
    return { decisionId, profileId: shopper.shopperId, placements };
  };
}

function determined<T extends object>(report: T | Undetermined): T {
  if (isUndetermined(report)) throw new Error(report.undetermined.reason);
  return report;
}

function expectAgreement(measured: EffectsByGroup, truth: EffectsByGroup): void {
  let compared = 0;
  measured.groups.forEach(({ group, effect }, i) => {
    const true_ = truth.groups[i]!;
    if (isUndetermined(effect) || isUndetermined(true_.effect)) return;
    compared += 1;
    const error = Math.hypot(effect.standardError, true_.effect.standardError);
    expect(Math.abs(effect.estimate - true_.effect.estimate), `${measured.id}: ${group}`).toBeLessThan(4 * error);
  });
  expect(compared, measured.id).toBeGreaterThan(1);
}

const groupOf = (of: EffectsByGroup, group: string) => {
  const effect = of.groups.find((candidate) => candidate.group === group)!.effect;
  return isUndetermined(effect) ? Number.NaN : effect.estimate;
};

describe("measure timing on the simulated shop", { timeout: 180_000 }, () => {
  it("finds decay since the signal, fatigue with each touch, and what the other tactic before it does", async () => {
    const switches: Switches = {
      signalDecay: { halfLifeHours: 30 },
      fatigue: { freeExposures: 1, lossPerExposure: 0.6 },
      afterTouch: { tacticId, seen: "hero", factor: 0.2 },
    };
    const { truth, measured } = await worlds(shop(switches, { add: 2.5, buy: 0.8 }));
    const short = { ...options, windowMs: dayMs / 2 };
    const [oracle, found] = [truth, measured].map((of) => determined(timingReport(of, short))) as [
      TimingReport,
      TimingReport,
    ];
    // In the first half day there is one touch for nearly everybody: delay as planted, undiluted by later touches.
    expectAgreement(found.delay, oracle.delay);
    expect(groupOf(oracle.delay, "under 10 minutes")).toBeGreaterThan(2 * groupOf(oracle.delay, "3 to 7 days"));
    expect(determined(oracle.delay.slope).interval[1]).toBeLessThan(0);
    const [all, seen] = [truth, measured].map((of) => determined(timingReport(of, options))) as [
      TimingReport,
      TimingReport,
    ];
    expectAgreement(seen.dose, all.dose);
    expectAgreement(seen.sinceFirst, all.sinceFirst);
    // Planted: half-way gone at the second touch, harmful from the third on.
    const slope = determined(all.dose.slope);
    expect(slope.interval[1]).toBeLessThan(0);
    expect(determined(seen.dose.slope).estimate).toBeLessThan(0);
    expect(found.order.map(({ after }) => after)).toEqual(["hero"]);
    expect(found.assumptions.map(({ id }) => id)).toContain("no-unmeasured-continuation");
  });

  it("finds them without a holdout, from visits that were touched or not by a chance that hangs on what came before", async () => {
    const switches: Switches = {
      fatigue: { freeExposures: 1, lossPerExposure: 0.6 },
      signalDecay: { halfLifeHours: 30 },
    };
    const settings = shop(switches, { add: 2.5, buy: 0.8 });
    const truth = [...(await historiesOf(settings, 0)), ...(await historiesOf(settings, 1))];
    const oracle = determined(timingReport(truth, options));
    const analytics = createMemoryAnalytics();
    await analytics.insert(simulatedRows(settings, decideByHistory("history")), "all");
    const rows = await analytics.query("visit-histories", {
      tacticId,
      lookbackMs: options.lookbackMs,
      horizonMs: windowMs,
      signal: options.signal,
      mark: "",
      limit: 1_000_000,
      fromMs: startAt + personalizedFromDay * dayMs,
      untilMs: options.nowMs,
      graceMs: 0,
      gapMs: 30 * 60_000,
    });
    const found = determined(visitTimingReport(readPersonHistories(rows), options));
    expectAgreement(found.dose, oracle.dose);
    expect(determined(found.dose.slope).interval[1]).toBeLessThan(0);
    expect(groupOf(found.delay, "6 hours to 1 day")).toBeGreaterThan(groupOf(found.delay, "3 to 7 days"));
    expect(determined(found.delay.slope).interval[1]).toBeLessThan(0);
    expect(found.assumptions.map(({ id }) => id)).toContain("no-unmeasured-touching");
  });

  it("is undetermined from people alone without a holdout: nothing tells what a touch adds from when people come", () => {
    expect(timingReport([], options)).toMatchObject({ undetermined: { code: "too-few-people" } });
  });
});

describe("measure interactions on the simulated shop", { timeout: 180_000 }, () => {
  it("finds effects by stock, by device of exposure and order, by other tactics, and what is only moved", async () => {
    const switches: Switches = {
      stockOuts: { share: 0.4, days: 4 },
      crossDeviceOrders: { share: 0.8 },
      afterTouch: { tacticId, seen: "hero", factor: 0 },
    };
    const { truth, measured } = await worlds(shop(switches, { add: 1.5, buy: 0.4 }));
    const [oracle, found] = [truth, measured].map((of) => determined(interactionReport(of, options))) as [
      InteractionReport,
      InteractionReport,
    ];
    for (const id of ["priceSensitivity", "stockState", "otherTactics", "saturation"] as const)
      expectAgreement(found[id], oracle[id]);
    found.devices.forEach(({ exposedOn, orderedOn, effect }, i) => {
      const true_ = oracle.devices[i]!;
      expect([true_.exposedOn, true_.orderedOn]).toEqual([exposedOn, orderedOn]);
      const [a, b] = [determined(effect), determined(true_.effect)];
      expect(Math.abs(a.estimate - b.estimate)).toBeLessThan(4 * Math.hypot(a.standardError, b.standardError));
    });
    for (const part of ["incremental", "inTouchedVisits", "elsewhere"] as const) {
      const [a, b] = [determined(found.cannibalization[part]), determined(oracle.cannibalization[part])];
      expect(Math.abs(a.estimate - b.estimate), part).toBeLessThan(4 * Math.hypot(a.standardError, b.standardError));
    }
    // Planted: after the hero the strip does nothing. Both worlds have the same luck, so the truth has less error than this.
    const pair = oracle.pairs.find(({ after }) => after === "hero")!;
    expect(determined(pair.shown.effect).estimate).toBeLessThan(determined(pair.withheld.effect).estimate);
    // Last touch credits more than is new: people would have bought without the strip.
    expect(found.cannibalization.attributed).toBeGreaterThan(determined(found.cannibalization.incremental).estimate);
  });
});
