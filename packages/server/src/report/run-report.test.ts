import { logGamma } from "@attune/math/special/log-gamma";
import type { ExperimentReport } from "@attune/model/experiment-report";
import type { RunReport } from "@attune/model/run-report";
import { isUndetermined } from "@attune/model/undetermined";
import { afterEach, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";

const configuration = (method: string) => `
holdout: 0
placements: { hero: {} }
tactics:
  banner:
    placement: hero
    holdout: 0
    variants: { plain: {}, bold: { content: { words: bold } } }
experiments:
  words: { tactic: banner, control: plain, ramp: 1, metric: conversion-rate, method: ${method}, people: 600 }
`;

let app: MemoryApp;
let now = testNow;
afterEach(() => app.close());

async function start(method: string): Promise<void> {
  now = testNow;
  app = await openMemoryApp({ configuration: configuration(method), clock: () => now });
  const headers = basic(secretKey);
  await app.server.inject({ method: "POST", url: "/v1/experiments/words/start", headers, payload: {} });
}

/** Visitors from `first` on; of those with the control every fifth buys, of the others every third. */
async function visit(first: number, count: number): Promise<void> {
  const ids = Array.from({ length: count }, (_, i) => `visitor-${first + i}`);
  const seen = { plain: 0, bold: 0 };
  const buyers: string[] = [];
  for (const anonymousId of ids) {
    const { placements } = await app.engine.decide({ anonymousId, placements: ["hero"] });
    const variant = placements.hero!.variantId as "plain" | "bold";
    seen[variant] += 1;
    if (seen[variant] % (variant === "plain" ? 5 : 3) === 0) buyers.push(anonymousId);
  }
  now += 60_000;
  const arrival = { source: "http", receivedAt: now, maxEventBytes: 32_768, deduplicate: "day" } as const;
  const order = (anonymousId: string) => ({
    type: "track",
    event: "Order Completed",
    anonymousId,
    messageId: `order of ${anonymousId}`,
    properties: { order_id: anonymousId, revenue: 20, currency: "EUR" },
  });
  await app.engine.collect(buyers.map(order), arrival);
}

async function look(by: string): Promise<{ run: RunReport; report: ExperimentReport }> {
  const url = `/v1/experiments/words/report?by=${by}`;
  const response = await app.server.inject({ method: "GET", url, headers: basic(secretKey) });
  const run = response.json() as RunReport;
  if (isUndetermined(run.report)) throw new Error(run.report.undetermined.reason);
  return { run, report: run.report };
}

/** The first metric's only comparison, with the counts it comes from. */
function compared({ metrics }: ExperimentReport) {
  const [metric] = metrics;
  const [plain, bold] = metric!.variants.map(({ n, mean }) => ({ n, successes: Math.round(n * (mean as number)) }));
  const comparison = metric!.comparisons.find(({ segment }) => segment === undefined)!;
  if (isUndetermined(comparison.effect)) throw new Error(comparison.effect.undetermined.reason);
  return { plain: plain!, bold: bold!, comparison, effect: comparison.effect };
}

/** P(B > A) of two beta posteriors from the uniform prior. @see Miller (2015), Formulas for Bayesian A/B testing */
function chanceOf(a: { n: number; successes: number }, b: { n: number; successes: number }): number {
  const logBeta = (x: number, y: number) => logGamma(x) + logGamma(y) - logGamma(x + y);
  const [alphaA, betaA, alphaB, betaB] = [
    a.successes + 1,
    a.n - a.successes + 1,
    b.successes + 1,
    b.n - b.successes + 1,
  ];
  let chance = 0;
  for (let i = 0; i < alphaB; i++) {
    const log = logBeta(alphaA + i, betaA + betaB) - logBeta(1 + i, betaB) - logBeta(alphaA, betaA);
    chance += Math.exp(log) / (betaB + i);
  }
  return chance;
}

describe("the report of a running experiment", () => {
  it("group-sequential: spends its error over the looks that were made, with the published boundaries", async () => {
    await start("group-sequential");
    await visit(0, 300);
    const first = (await look("ada")).report;
    // Two equal looks by Lan and DeMets with O'Brien–Fleming spending: 2.9626 and 1.9686 (ldbounds, gsDesign).
    expect(first.options.informationShare).toBe(0.5);
    expect(first.options.boundary).toBeCloseTo(2.9626, 4);
    now += 2 * 3_600_000;
    await visit(300, 300);
    const { run, report } = await look("bob");
    expect(run.looks).toMatchObject([
      { by: "ada", people: 300 },
      { by: "bob", people: 600 },
    ]);
    expect(report.options.looks!.map(({ share }) => share)).toEqual([0.5, 1]);
    expect(report.options.looks!.at(-1)!.boundary).toBeCloseTo(1.9686, 4);
    const { plain, bold, effect } = compared(report);
    expect(plain.n + bold.n).toBe(600);
    expect(effect.estimate).toBeCloseTo(bold.successes / bold.n - plain.successes / plain.n, 12);
    expect(effect.interval[1]! - effect.estimate).toBeCloseTo(report.options.boundary! * effect.standardError, 12);
  });

  it("bayesian: tells the exact chance to be better, and calls by it", async () => {
    await start("bayesian");
    await visit(0, 300);
    const { report } = await look("ada");
    const { plain, bold, comparison } = compared(report);
    expect(report.method).toBe("bayesian");
    expect(comparison.probabilityBeats).toBeCloseTo(chanceOf(plain, bold), 9);
    expect(comparison.expectedLoss).toBeLessThan(0.01);
    expect(comparison.call).toBe("better");
  });

  it("sequential: is silent until a hundred people have each variant, and may then be read at any time", async () => {
    await start("sequential");
    await visit(0, 100);
    const [metric] = (await look("ada")).report.metrics;
    expect(metric!.comparisons[0]!.effect).toMatchObject({ undetermined: { code: "burn-in" } });
    await visit(100, 300);
    const { report } = await look("bob");
    const { effect } = compared(report);
    // Wider than a fixed horizon's 1.96 standard errors: it holds at all looks together.
    expect(effect.interval[1]! - effect.estimate).toBeGreaterThan(2.5 * effect.standardError);
    expect(report.checks.map(({ id }) => id)).not.toContain("planned-horizon");
  });
});
