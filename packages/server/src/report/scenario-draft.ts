import type { Engine } from "@attune/engine/runtime/engine";
import { AttuneError } from "@attune/model/errors";
import type { FunnelDimension, FunnelReport } from "@attune/model/funnel-report";
import type { PageTimings } from "@attune/model/page-timings";
import type { QuantityEntry, ScenarioFile } from "@attune/model/scenario-file";
import { isUndetermined } from "@attune/model/undetermined";
import { stringify } from "yaml";
import { allTacticReports, holdoutReport } from "./effect-reports.ts";
import { funnelReport } from "./funnel-report.ts";
import { holdoutAccount } from "./holdout-account.ts";
import { busiestTiming, pageTimings } from "./page-timings.ts";
import { totalsReport } from "./totals-report.ts";

const dayMs = 86_400_000;
const WINDOW_DAYS = 30;
const z975 = 1.959963984540054;
const DAYS_OF_MONTH = 30.4375;
/** Groups with fewer people tell little of their rates and are left out of a first file. */
const LEAST_PEOPLE = 50;

/** A handful of figures that somebody knows by heart. */
export interface KnownNumbers {
  visitorsPerMonth: number;
  /** Orders per visitor. */
  conversion: number;
  orderValue: number;
  marginRate?: number;
  currency?: string;
}

/** A first scenario file from typed figures: everything else is an assumption of grade E that says so. */
export function draftFromNumbers(numbers: KnownNumbers | undefined, now: number): string {
  if (numbers === undefined) throw new AttuneError("bad-request", "`numbers` is missing.", { path: "numbers" });
  const { visitorsPerMonth, conversion, orderValue, marginRate, currency } = numbers;
  return written({
    file: {
      ...frame(now),
      ...(currency === undefined ? {} : { currency }),
      baseline: {
        source: "typed figures",
        asOf: dayOf(now),
        customers: usualCustomers(now),
        funnels: [
          {
            segment: "everyone",
            visitorsPerMonth,
            stages: { order: conversion },
            orderValue,
            marginRate: marginRate ?? usualMargin(now),
            newCustomerShare: assumed(0.6, 0.4, 0.8, now, "share of first orders of usual shops"),
          },
        ],
      },
    },
    stage: "order",
  });
}

/**
 * A first scenario file from what people did in the last thirty days of the store: the funnel by one dimension, counted shares as counts, what an
 * ordering person spent, and how many of them were new. Margin, churn and lifts are assumptions of grade E until somebody knows better.
 */
export async function draftFromStore(engine: Engine, by: FunnelDimension, now: number): Promise<string> {
  const { lastEventAt, currency } = await totalsReport(engine, {});
  if (lastEventAt === null)
    throw new AttuneError("bad-request", "The store holds no events yet: use numbers instead.", { path: "source" });
  const lastDay = Date.parse(lastEventAt.slice(0, 10));
  const [from, before] = [dayOf(lastDay - (WINDOW_DAYS - 1) * dayMs), dayOf(lastDay + dayMs)];
  const funnel = await funnelReport(engine, { from, before, by: [by] }, now);
  const totals = await totalsReport(engine, { from, to: dayOf(lastDay) });
  const groups = groupsOf(funnel, by);
  const stage = funnel.steps.at(-1);
  const buyers = funnel.funnels[0]?.stages.at(-1)?.people ?? 0;
  if (stage === undefined || groups.length === 0 || buyers === 0) {
    throw new AttuneError("bad-request", "Nobody ordered in the last thirty days of the store: use numbers instead.", {
      path: "source",
    });
  }
  const newShare = await newCustomerShare(engine, Date.parse(from) / dayMs);
  const calibration = await calibrationOfStore(engine, now);
  const drivers = pageSpeedDriver(await pageTimings(engine, WINDOW_DAYS, now), stage, now);
  const counted = { source: `the store, ${from} to ${dayOf(lastDay)}`, asOf: dayOf(now) };
  return written({
    file: {
      ...frame(now),
      ...(currency === null ? {} : { currency }),
      ...(calibration === null ? {} : { calibration }),
      ...(drivers === null ? {} : { drivers }),
      baseline: {
        source: `the store, ${from} to ${dayOf(lastDay)}; people, not visits`,
        asOf: dayOf(lastDay),
        customers: usualCustomers(now),
        funnels: groups.map(({ value, stages }) => ({
          [by]: value === "" ? "unknown" : value,
          visitorsPerMonth: Math.round((stages[0]!.people * DAYS_OF_MONTH) / WINDOW_DAYS),
          stages: Object.fromEntries(
            stages
              .slice(1)
              .map(({ step, people }, i) => [step, { successes: people, trials: stages[i]!.people, ...counted }]),
          ),
          orderValue: { value: Math.round((100 * totals.netRevenue) / buyers) / 100, ...counted },
          marginRate: usualMargin(now),
          newCustomerShare: { ...newShare, ...counted },
        })),
      },
    },
    stage,
  });
}

/**
 * How fast pages are for real people, as a driver of the last stage; null where too few pages were measured. The speed is counted; by how much a
 * slower page loses orders is an assumption until an experiment tells.
 */
function pageSpeedDriver(
  timings: PageTimings,
  stage: string,
  now: number,
): NonNullable<ScenarioFile["drivers"]> | null {
  const loading = busiestTiming(timings, "lcp_ms");
  if (loading === null) return null;
  const seconds = (ms: number) => Math.round(ms) / 1_000;
  const { p75, around75, pages, device } = loading;
  return {
    pageSeconds: {
      name: "Seconds until the largest part of a page stands",
      value: seconds(p75),
      low: seconds(around75[0]),
      high: seconds(around75[1]),
      source: `real people's timings, three quarters of ${pages} pages${device === "" ? "" : ` on ${device}`} within it`,
      asOf: dayOf(now),
      moves: [
        {
          target: `stages.${stage}`,
          elasticity: {
            value: -0.12,
            low: -0.2,
            high: -0.05,
            evidence: "E",
            source: "assumption: slower pages lose orders; measure it by slowing some down",
            asOf: dayOf(now),
          },
        },
      ],
    },
  };
}

/** Groups large enough, each with people at every stage. */
function groupsOf({ funnels }: FunnelReport, by: FunnelDimension) {
  return funnels.filter(
    ({ dimension, stages }) =>
      dimension === by && stages[0]!.people >= LEAST_PEOPLE && stages.every(({ people }) => people > 0),
  );
}

/** What share of its tactics' promises the store's own holdout confirms; null where promises and holdout say too little. */
async function calibrationOfStore(engine: Engine, now: number): Promise<QuantityEntry | null> {
  if (engine.playbook.tactics.length === 0) return null;
  const [holdout, { tactics }] = [await holdoutReport(engine, now), await allTacticReports(engine, now)];
  const account = holdoutAccount(holdout, tactics).shipped.find(({ metric }) => metric === "conversion rate");
  if (account === undefined || isUndetermined(account.factor)) return null;
  const { estimate, interval } = account.factor;
  const standardError = (interval[1] - interval[0]) / (2 * z975);
  const rounded = (value: number) => Math.round(1000 * value) / 1000;
  return {
    mean: rounded(estimate),
    standardError: rounded(standardError),
    evidence: "A",
    source: "the global holdout against what tactics promised one by one",
    asOf: dayOf(now),
  };
}

/** Of those who ordered from that day on, how many did for the first time. */
async function newCustomerShare(engine: Engine, fromDay: number): Promise<{ successes: number; trials: number }> {
  const rows = await engine.stores.analytics.query(
    "purchase-histories",
    { untilDay: null, tacticId: "", limit: 2_000_000 },
    { timeoutMs: 120_000, priority: "heavy" },
  );
  let [recent, fresh] = [0, 0];
  for (const { days } of rows) {
    const ordered = (days as [number, string, string][]).filter(([, paid]) => paid !== "0").map(([day]) => day);
    if ((ordered.at(-1) ?? 0) < fromDay) continue;
    recent++;
    if (ordered[0]! >= fromDay) fresh++;
  }
  return { successes: fresh, trials: Math.max(1, recent) };
}

function frame(now: number): Pick<ScenarioFile, "name" | "startMonth" | "horizonMonths" | "discountRate"> {
  const next = new Date(now);
  next.setUTCMonth(next.getUTCMonth() + 1, 1);
  return {
    name: "What personalization would be worth",
    startMonth: next.toISOString().slice(0, 7),
    horizonMonths: 24,
    discountRate: 0.1,
  };
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function assumed(value: number, low: number, high: number, now: number, source: string): QuantityEntry {
  return { value, low, high, evidence: "E", source, asOf: dayOf(now) };
}

const usualMargin = (now: number) => assumed(0.35, 0.25, 0.45, now, "margin of usual shops: put in your own");
const usualCustomers = (now: number) => ({
  churnPerMonth: assumed(0.06, 0.03, 0.1, now, "churn of usual shops: put in your own"),
});

const heading = `# A first scenario file. Everything of grade E is an assumption: replace it by what you know, the largest bars of the tornado first.
# attune forecast scenario THIS_FILE --html report.html
`;

function written({ file, stage }: { file: Omit<ScenarioFile, "tactics">; stage: string }): string {
  const asOf = file.baseline.asOf ?? "";
  const whole: ScenarioFile = {
    ...file,
    tactics: {
      recommendations: {
        name: "Recommendations where people look for something",
        reach: { value: 0.8, low: 0.6, high: 0.9, evidence: "E", source: "share of visits that see one", asOf },
        lifts: {
          [stage]: {
            value: 0.04,
            low: 0,
            high: 0.09,
            evidence: "E",
            source: "assumption: measure it by an experiment, then write report: and metric: here",
            asOf,
          },
        },
        rampMonths: 2,
        novelty: { halfLifeMonths: 6, remaining: { value: 0.7, low: 0.5, high: 0.9 } },
        cost: { perMonth: 300 },
      },
    },
    stresses: {
      recession: { name: "A recession of a year", demand: -0.15, orderValue: -0.05, fromMonth: 4, months: 12 },
      competitor: { name: "A competitor's campaign", conversion: -0.1, fromMonth: 3, months: 3 },
    },
    approach: "modular",
  };
  return heading + stringify(whole, { lineWidth: 140 });
}
