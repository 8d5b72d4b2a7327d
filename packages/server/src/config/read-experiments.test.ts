import { AttuneError } from "@attune/model/errors";
import { describe, expect, it } from "vitest";
import { readConfiguration } from "./read-configuration.ts";
import { writeConfiguration } from "./write-configuration.ts";

const around = (experiment: string) => `
placements: { hero: {} }
segments: { vip: { when: { trait: plan, is: gold } } }
tactics:
  banner: { placement: hero, variants: { plain: {}, bold: { content: { words: bold }, items: { from: popular } } } }
  alone: { placement: hero }
experiments: { x: ${experiment} }
`;

const read = (experiment: string) => readConfiguration(around(experiment)).playbook.experiments?.[0];

function fault(experiment: string): { path: string | undefined; message: string } {
  try {
    read(experiment);
  } catch (error) {
    if (error instanceof AttuneError) return { path: error.path, message: error.message };
    throw error;
  }
  throw new Error("was read");
}

describe("an experiment in attune.yaml", () => {
  it("has equal weights, everyone in it, the conversion rate and a sequential test unless it says otherwise", () => {
    expect(read("{ tactic: banner, control: plain }")).toEqual({
      experimentId: "x",
      name: "x",
      tacticId: "banner",
      variants: [
        { variantId: "plain", weight: 0.5 },
        { variantId: "bold", weight: 0.5 },
      ],
      control: "plain",
      ramp: 1,
      metricId: "conversion-rate",
      guardrails: [],
      method: "sequential",
      policy: { kind: "fixed" },
    });
  });

  it("is a bandit where it says so, a linear one where that reads a context", () => {
    expect(read("{ tactic: banner, control: plain, bandit: {} }")?.policy).toEqual({
      kind: "thompson",
      context: [],
      windowHours: 24,
      floor: 0.1,
    });
    const context = "[device, 'segment:vip', 'trait:plan', 'context:country']";
    expect(
      read(`{ tactic: banner, control: plain, bandit: { context: ${context}, halfLifeDays: 14 } }`)?.policy,
    ).toEqual({
      kind: "linear",
      context: ["device", "segment:vip", "trait:plan", "context:country"],
      windowHours: 24,
      floor: 0.1,
      halfLifeDays: 14,
    });
  });

  it.each([
    ["{ tactic: baner, control: plain }", "experiments.x.tactic", "did you mean banner?"],
    ["{ tactic: alone, control: plain }", "experiments.x.tactic", "has no two `variants` to compare"],
    ["{ tactic: banner }", "experiments.x.control", "is missing"],
    ["{ tactic: banner, control: plian }", "experiments.x.control", "did you mean plain?"],
    ["{ tactic: banner, control: plain, variants: { plain: 0.5, bold: 0.4 } }", "experiments.x.variants", "sum to 0.9"],
    ["{ tactic: banner, control: plain, variants: { plain: 1 } }", "experiments.x.variants", "needs at least two"],
    [
      "{ tactic: banner, control: plain, variants: { plain: 1, bold: 0 } }",
      "experiments.x.variants.bold",
      "has no weight",
    ],
    [
      "{ tactic: banner, control: plain, variants: { plain: 0.5, blod: 0.5 } }",
      "experiments.x.variants.blod",
      "did you mean bold?",
    ],
    ["{ tactic: banner, control: plain, metric: conversion }", "experiments.x.metric", "not declared"],
    [
      "{ tactic: banner, control: plain, guardrails: { revenue-per-visitr: 1 } }",
      "experiments.x.guardrails.revenue-per-visitr",
      "did you mean revenue-per-visitor?",
    ],
    ["{ tactic: banner, control: plain, ramp: 0 }", "experiments.x.ramp", "above 0"],
    ["{ tactic: banner, control: plain, ramp: 2 }", "experiments.x.ramp", "at most 1"],
    ["{ tactic: banner, control: plain, method: fixed }", "experiments.x.people", "judged once"],
    ["{ tactic: banner, control: plain, method: group-sequential }", "experiments.x.people", "looks"],
    ["{ tactic: banner, control: plain, method: bayes }", "experiments.x.method", "must be one of"],
    ["{ tactic: banner, control: plain, until: soon }", "experiments.x.until", "is not a time"],
    [
      "{ tactic: banner, control: plain, namespace: { name: n, from: 0.5, below: 0.5 } }",
      "experiments.x.namespace.below",
      "greater",
    ],
    [
      "{ tactic: banner, control: plain, bandit: { context: [devise] } }",
      "experiments.x.bandit.context[0]",
      "did you mean device?",
    ],
    [
      "{ tactic: banner, control: plain, bandit: { context: ['segment:vips'] } }",
      "experiments.x.bandit.context[0]",
      "did you mean vip?",
    ],
    [
      "{ tactic: banner, control: plain, metric: average-order-value, bandit: {} }",
      "experiments.x.metric",
      "a ratio over people",
    ],
    [
      "{ tactic: banner, control: plain, method: fixed, until: 2027-01-31, bandit: {} }",
      "experiments.x.method",
      "bandit",
    ],
    ["{ tactic: banner, control: plain, until: 2027-02-30 }", "experiments.x.until", "month 02 has 28"],
    ["{ tactic: banner, control: plain, until: 2027 }", "experiments.x.until", "must be text"],
    ["{ tactic: banner, control: plain, wieghts: {} }", "experiments.x.wieghts", "is not a known key"],
  ])("%s is refused at %s", (experiment, path, told) => {
    const { path: at, message } = fault(experiment);
    expect(at).toBe(path);
    expect(message).toContain(told);
  });

  it("is written as it was read", () => {
    const rule =
      "metric: revenue-per-visitor, guardrails: { conversion-rate: 0.01 }, method: group-sequential, people: 10000";
    const who = "variants: { plain: 0.25, bold: 0.75 }, ramp: 0.5, namespace: { name: home, from: 0, below: 0.5 }";
    const bandit = "bandit: { context: [device], windowHours: 12, floor: 0.2, halfLifeDays: 30 }";
    const words = "name: Words, hypothesis: Bold words sell, until: 2026-12-31";
    const configuration = readConfiguration(
      around(`{ tactic: banner, control: plain, ${[words, who, rule, bandit].join(", ")} }`),
    );
    expect(readConfiguration(writeConfiguration(configuration))).toEqual(configuration);
    expect(configuration.playbook.experiments?.[0]).toMatchObject({ plannedPeople: 10_000, part: { below: 0.5 } });
  });
});
