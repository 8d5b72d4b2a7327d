import { compileScenario } from "@attune/forecast/scenario/compile-scenario";
import type { ScenarioFile } from "@attune/model/scenario-file";
import type { ScenarioLaunch } from "@attune/model/scenario-launch";
import { isUndetermined } from "@attune/model/undetermined";
import { afterEach, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { readConfiguration } from "../config/read-configuration.ts";
import { scenarioLaunch } from "../report/scenario-launch.ts";
import { basic, type MemoryApp, openMemoryApp, secretKey, testNow } from "../testing/memory-app.ts";

const configuration = `
placements:
  listing-top:
    default: { content: { title: All things } }
tactics:
  strip:
    placement: listing-top
    content: { title: Picked for you }
    items: { from: popular, limit: 4 }
`;

const file: ScenarioFile = {
  name: "What the strip is worth",
  baseline: {
    funnels: [{ visitorsPerMonth: 60_000, stages: { order: 0.03 }, orderValue: 50, marginRate: 0.4 }],
  },
  tactics: {
    strip: { lifts: { order: { mean: 0.12, standardError: 0.03, evidence: "A" } } },
    speed: { kind: "gap", lifts: { order: 0.01 } },
  },
  scenarios: { go: { name: "As measured" }, half: { intensity: 0.5 } },
  costs: { platform: 0, engineering: 0, training: 0, upkeep: 0 },
};

function launched(): ScenarioLaunch {
  const { playbook } = readConfiguration(configuration);
  return scenarioLaunch(compileScenario(file), playbook, {
    scenario: null,
    owner: "ada",
    madeAt: new Date(testNow).toISOString(),
    draws: 2_000,
    seed: 1,
  });
}

describe("a scenario that is put to the test", () => {
  let app: MemoryApp | undefined;
  afterEach(async () => {
    await app?.close();
    app = undefined;
  });

  it("becomes an experiment for each tactic, with its promise and plan; a gap is told, not tested", () => {
    const { id, tests, notes } = launched();
    expect(id).toBe("what-the-strip-is-worth-go-2026-11-22");
    expect(tests.map(({ tacticId }) => tacticId)).toEqual(["strip"]);
    const [{ experiment, plan, promises }] = tests as [ScenarioLaunch["tests"][number]];
    expect(Math.abs(promises[0]!.mean - 0.12)).toBeLessThan(0.005);
    expect(experiment.variants).toEqual([
      { variantId: "without", weight: plan.holdoutShare },
      { variantId: "with", weight: 1 - plan.holdoutShare },
    ]);
    expect(isUndetermined(plan.peopleNeeded) ? null : experiment.plannedPeople).toBe(plan.peopleNeeded);
    expect(notes.some((note) => note.includes("speed is a gap"))).toBe(true);
  });

  it("writes what attune.yaml takes as it is, and nothing changes before the start", () => {
    const { yaml, notes, tests } = launched();
    expect(notes.some((note) => note.includes("take `items` out"))).toBe(true);
    const merged = parse(configuration);
    const added = parse(yaml);
    delete merged.tactics.strip.items;
    Object.assign(merged.tactics.strip, added.tactics.strip);
    merged.experiments = added.experiments;
    const { playbook } = readConfiguration(JSON.stringify(merged));
    expect(playbook.experiments).toEqual([tests[0]!.experiment]);
    const [first, second] = playbook.tactics[0]!.variants!;
    expect(first).toMatchObject({ variantId: "with", items: { from: "popular" } });
    expect(second).toMatchObject({ variantId: "without", content: { title: "All things" } });
  });

  it("refuses a scenario that the file does not have", () => {
    const { playbook } = readConfiguration(configuration);
    const request = { scenario: "no", owner: "a", madeAt: new Date(testNow).toISOString(), draws: 100, seed: 1 };
    expect(() => scenarioLaunch(compileScenario(file), playbook, request)).toThrow(/no scenario no; it has go, half/);
  });

  it("is kept, listed, and held to the reports that are handed in; open where nothing runs", async () => {
    app = await openMemoryApp({ configuration });
    const launch = launched();
    await app.engine.stores.definitions.put("scenario-launch", [[launch.id, launch as never]]);
    const send = (method: "GET" | "POST", url: string, payload?: object) =>
      app!.server.inject({ method, url, headers: basic(secretKey), ...(payload === undefined ? {} : { payload }) });
    expect((await send("GET", "/v1/forecast/launches")).json().launches).toEqual([launch]);
    const open = (await send("POST", `/v1/forecast/launches/${launch.id}/score`, {})).json();
    expect(open.tests[0].promises[0]).toMatchObject({ verdict: "open" });
    const report = {
      schema: "attune.measure.tactic/1",
      metrics: [
        { name: "conversion rate", lift: { estimate: 0.02, interval: [-0.02, 0.06], method: "fieller" } },
        { name: "revenue per visitor", lift: { estimate: 0.1, interval: [0.05, 0.15], method: "fieller" } },
      ],
    };
    const reports = { [launch.tests[0]!.experiment.experimentId]: report };
    const scored = (await send("POST", `/v1/forecast/launches/${launch.id}/score`, { reports })).json();
    expect(scored.tests[0].promises.map(({ verdict }: { verdict: string }) => verdict)).toEqual(["short", "kept"]);
    expect(scored.factor.estimate).toBeCloseTo(0.02 / launch.tests[0]!.promises[0]!.mean, 9);
    expect((await send("POST", "/v1/forecast/launches/none/score", {})).statusCode).toBe(404);
  });
});
