import type { DriftReport } from "@attune/learn/registry/judge-drift";
import type { RunReport } from "@attune/model/run-report";
import { expect, it } from "vitest";
import { basic, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";
import { markDrift, staleAsOf } from "./drift-marks.ts";

const dayMs = 86_400_000;
const configuration = `
placements:
  hero: { default: { content: { words: none } } }
tactics:
  words: { placement: hero, holdout: 0, content: { words: plain }, variants: { plain: {}, bold: { content: { words: bold } } } }
experiments:
  words: { tactic: words, control: plain, metric: conversion-rate }
`;

/** As a training of ten days later finds it: items that people look at are others than before. */
const drift = (psi: number): DriftReport => ({
  trainedUntilAt: testNow + 4 * dayMs,
  recentFromAt: testNow + 6 * dayMs,
  recentUntilAt: testNow + 8 * dayMs,
  inputs: [{ input: "items", psi, verdict: psi > 0.25 ? "train-again" : "same" }],
  judgedBy: "ndcg@10",
  quality: { expected: 0.2, observed: 0.2, z: 0, fell: false },
});

it("drift marks what was measured before it as stale and proposes a test; what ended after it is fresh", async () => {
  let now = testNow;
  const app = await openMemoryApp({ configuration, clock: () => now });
  const ask = async (method: "GET" | "POST", url: string, payload?: object) =>
    (
      await app.server.inject({ method, url, headers: basic(secretKey), ...(payload === undefined ? {} : { payload }) })
    ).json();
  const report = (): Promise<RunReport> => ask("GET", "/v1/experiments/words/report");
  await ask("POST", "/v1/experiments/words/start", {});
  now += dayMs;
  await ask("POST", "/v1/experiments/words/ship", { variant: "bold", reason: "it won" });
  const { definitions } = app.engine.stores;

  await markDrift(definitions, drift(0.05));
  expect(await report()).toMatchObject({ status: "shipped", stale: null });
  await markDrift(definitions, drift(0.4));
  expect((await report()).stale).toMatchObject({
    since: new Date(testNow + 6 * dayMs).toISOString(),
    reasons: [expect.stringMatching(/^items moved \(stability index 0\.40\)/)],
    proposal: expect.stringContaining("test it again"),
  });
  expect((await ask("GET", "/v1/learn/recommenders")).staleExperiments).toMatchObject([{ experimentId: "words" }]);
  // The next training finds nothing new: what was measured before stays stale.
  await markDrift(definitions, drift(0.01));
  expect((await report()).stale).not.toBeNull();
  expect(await staleAsOf(definitions, testNow + 7 * dayMs)).toBeNull();
  await app.close();
});
