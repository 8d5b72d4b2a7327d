import type { DecideResponse } from "@attune/model/decision";
import type { RunReport } from "@attune/model/run-report";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow, writeKey } from "../testing/memory-app.ts";

const configuration = `
holdout: 0
placements: { hero: {}, strip: {} }
tactics:
  banner:
    placement: hero
    holdout: 0
    content: { words: plain }
    variants:
      plain: {}
      bold: { content: { words: bold } }
  ribbon:
    placement: strip
    holdout: 0
    variants: { red: { content: { colour: red } }, blue: { content: { colour: blue } } }
experiments:
  words:
    tactic: banner
    control: plain
    ramp: 0.5
    metric: conversion-rate
    guardrails: { revenue-per-visitor: 0.1 }
    method: fixed
    people: 1000
`;

let app: MemoryApp;
beforeEach(async () => {
  app = await openMemoryApp({ configuration });
});
afterEach(() => app.close());

async function ask(method: "GET" | "POST", url: string, payload?: object) {
  const headers = basic(secretKey);
  const response = await app.server.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
  return { status: response.statusCode, body: response.json() };
}

async function variantOf(person: object, placement = "hero"): Promise<{ variantId: string | null; content: object }> {
  const { body } = await ask("POST", "/v1/decide", { ...person, placements: [placement] });
  return (body as DecideResponse).placements[placement]!;
}

const visitors = Array.from({ length: 200 }, (_, i) => ({ anonymousId: `visitor-${i}` }));

async function variants(): Promise<(string | null)[]> {
  const ask = (visitor: { anonymousId: string }) => app.engine.decide({ ...visitor, placements: ["hero"] });
  const answers = await Promise.all(visitors.map(ask));
  // Decisions are written without being waited for, in the order in which they were made: before this event.
  const arrival = { source: "http", receivedAt: testNow, maxEventBytes: 32_768, deduplicate: "day" } as const;
  await app.engine.collect([{ type: "track", event: "Looked", anonymousId: "last" }], arrival);
  return answers.map(({ placements }) => placements.hero!.variantId);
}

describe("an experiment over HTTP", () => {
  it("gives everyone the control before its start, the declared split while it runs, the shipped variant after", async () => {
    expect(new Set(await variants())).toEqual(new Set(["plain"]));

    const started = await ask("POST", "/v1/experiments/words/start", { by: "ada" });
    expect(started.body).toMatchObject({ status: "running", ramp: 0.5, startedBy: "ada" });
    const running = await variants();
    // A quarter of 200 people, within 4.5 standard deviations; the draw is fixed by the ids.
    const bold = running.filter((variant) => variant === "bold").length;
    expect(bold).toBeGreaterThan(22);
    expect(bold).toBeLessThan(78);

    expect((await ask("POST", "/v1/experiments/words/ramp", { ramp: 1 })).body).toMatchObject({ ramp: 1 });
    const ramped = await variants();
    const moved = running.filter((variant, i) => variant === "bold" && ramped[i] !== "bold");
    expect(moved).toEqual([]);
    expect(ramped.filter((variant) => variant === "bold").length).toBeGreaterThan(bold);

    const shipped = await ask("POST", "/v1/experiments/words/ship", { variant: "bold", by: "ada" });
    expect(shipped.body).toMatchObject({ status: "shipped", shown: "bold", endedBy: "ada" });
    expect(new Set(await variants())).toEqual(new Set(["bold"]));
    expect((await variantOf(visitors[0]!)).content).toEqual({ words: "bold" });
  });

  it("reports variants against the control, counts the looks, and says that a fixed horizon is not reached", async () => {
    await ask("POST", "/v1/experiments/words/start", {});
    await variants();
    const { body } = await ask("GET", "/v1/experiments/words/report?by=ada");
    const report = body as RunReport;
    expect(report.looks).toMatchObject([{ by: "ada" }]);
    expect(report.registration.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(report.report).toMatchObject({ method: "fixed", variants: [{ id: "plain" }, { id: "bold" }] });
    const checks = "checks" in report.report ? report.report.checks : [];
    expect(checks.find(({ id }) => id === "sample-ratio")?.status).toBe("pass");
    expect(checks.find(({ id }) => id === "planned-horizon")?.status).toBe("warn");
  });

  it("keeps the variant of a browser when its user signs in to a profile that is older", async () => {
    await ask("POST", "/v1/experiments/words/start", {});
    await ask("POST", "/v1/experiments/words/ramp", { ramp: 1 });
    const headers = basic(writeKey);
    const send = (payload: object) => app.server.inject({ method: "POST", url: "/v1/identify", headers, payload });
    const before: (string | null)[] = [];
    const after: (string | null)[] = [];
    for (let i = 0; i < 20; i++) {
      const [userId, anonymousId] = [`user-${i}`, `browser-${i}`];
      await send({ userId, messageId: `a-${i}`, traits: { plan: "free" } });
      before.push((await variantOf({ anonymousId })).variantId);
      await send({ userId, anonymousId, messageId: `b-${i}` });
      after.push((await variantOf({ userId })).variantId);
    }
    expect(after).toEqual(before);
    expect(new Set(before)).toEqual(new Set(["plain", "bold"]));
  });

  it("counts who was given two variants before their devices were joined, and keeps them in the first", async () => {
    await ask("POST", "/v1/experiments/words/start", {});
    await ask("POST", "/v1/experiments/words/ramp", { ramp: 1 });
    const headers = basic(writeKey);
    const first = await variantOf({ anonymousId: "phone" });
    let other = 0;
    while ((await variantOf({ anonymousId: `desk-${other}` })).variantId === first.variantId) other += 1;
    for (const anonymousId of ["phone", `desk-${other}`])
      await app.server.inject({
        method: "POST",
        url: "/v1/identify",
        headers,
        payload: { userId: "ada", anonymousId, messageId: anonymousId },
      });
    expect((await variantOf({ userId: "ada" })).variantId).toBe(first.variantId);
    const { body } = await ask("GET", "/v1/experiments/words/report");
    const { report } = body as RunReport;
    const checks = "checks" in report ? report.checks : [];
    expect(checks.find(({ id }) => id === "multiple-exposure")?.message).toContain("1 unit");
  });

  it("gives the first variant of a tactic without an experiment", async () => {
    expect((await variantOf(visitors[0]!, "strip")).content).toEqual({ colour: "red" });
  });

  it("refuses what would break what was locked", async () => {
    expect(await ask("POST", "/v1/experiments/wrods/start", {})).toMatchObject({
      status: 404,
      body: { error: { code: "not-found", message: 'there is no experiment "wrods"; there are: words' } },
    });
    expect((await ask("GET", "/v1/experiments/words/report")).status).toBe(409);
    await ask("POST", "/v1/experiments/words/start", {});
    expect((await ask("POST", "/v1/experiments/words/start", {})).status).toBe(409);
    expect((await ask("POST", "/v1/experiments/words/ramp", { ramp: 0.2 })).status).toBe(400);
    expect(await ask("POST", "/v1/experiments/words/ship", { variant: "blod" })).toMatchObject({
      status: 400,
      body: { error: { path: "variant" } },
    });
  });

  it("stays what it is after a change of the file, and says so", async () => {
    await ask("POST", "/v1/experiments/words/start", {});
    const { experiment } = app.engine.experiments.find("words");
    const playbook = { ...app.engine.playbook, experiments: [{ ...experiment, control: "bold" }] };
    await app.engine.applyPlaybook({ business: app.engine.business(), playbook }, async () => {});
    const { body } = await ask("GET", "/v1/experiments/words");
    expect(body).toMatchObject({ isChangedSinceStart: true, run: { registered: { control: "plain" } } });
  });
});
