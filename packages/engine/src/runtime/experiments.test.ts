import type { Experiment } from "@attune/model/experiment";
import type { Playbook } from "@attune/model/tactic";
import { describe, expect, it } from "vitest";
import { definitionsInMemory } from "./definitions-in-memory.suite.ts";
import { createExperiments } from "./experiments.ts";

function experiment(experimentId: string, tacticId: string, change: Partial<Experiment> = {}): Experiment {
  return {
    experimentId,
    name: experimentId,
    tacticId,
    variants: [
      { variantId: "a", weight: 0.5 },
      { variantId: "b", weight: 0.5 },
    ],
    control: "a",
    ramp: 0.5,
    metricId: "conversion-rate",
    guardrails: [],
    method: "sequential",
    policy: { kind: "fixed" },
    ...change,
  };
}

const tactic = (tacticId: string) => ({
  tacticId,
  name: tacticId,
  placementId: "hero",
  content: {},
  variants: [{ variantId: "a" }, { variantId: "b" }],
  priority: 0,
  holdout: 0,
  windowDays: 7,
});

function playbookOf(...experiments: Experiment[]): Playbook {
  return { holdout: 0, placements: {}, tactics: [tactic("one"), tactic("two")], experiments };
}

const part = (from: number, below: number) => ({ part: { namespace: "home", from, below } });

describe("experiments", () => {
  it("are what they were after a restart, policies included", async () => {
    const definitions = definitionsInMemory();
    const playbook = () => playbookOf(experiment("x", "one"), experiment("y", "two"));
    const before = await createExperiments({ definitions, playbook, clock: () => 1_000 });
    await before.start("x", "ada", []);
    await before.ramp("x", "bob", 0.75);
    await before.start("y", "ada", []);
    await before.serve({ experimentId: "y", version: 1, at: 1, learnedFrom: 60, probabilities: [0.2, 0.8] });
    await before.stop("y", "ada", "enough");
    const after = await createExperiments({ definitions, playbook, clock: () => 2_000 });
    expect(after.list()).toEqual(before.list());
    expect(after.table()).toEqual(before.table());
    expect(after.find("x").run).toMatchObject({ ramp: 0.75, changes: [{ by: "bob", what: "ramp 0.5 → 0.75" }] });
    expect(after.find("y")).toMatchObject({ run: { status: "stopped", shown: "a" }, policy: { version: 1 } });
  });

  it("lock what is declared by a hash that tells one registration from another", async () => {
    const playbook = () => playbookOf(experiment("x", "one"), experiment("y", "two"));
    const hashes = new Set<string>();
    for (const id of ["x", "x", "y"]) {
      const { start } = await createExperiments({ definitions: definitionsInMemory(), playbook, clock: () => 0 });
      hashes.add((await start(id, "ada", [])).hash);
    }
    expect(hashes.size).toBe(2);
  });

  it("do not run twice on one tactic, nor on parts of a namespace that overlap", async () => {
    const playbook = () =>
      playbookOf(
        experiment("x", "one", part(0, 0.5)),
        experiment("same-tactic", "one"),
        experiment("overlapping", "two", part(0.4, 1)),
        experiment("beside", "two", part(0.5, 1)),
      );
    const { start } = await createExperiments({ definitions: definitionsInMemory(), playbook, clock: () => 0 });
    await start("x", "ada", []);
    await expect(start("same-tactic", "ada", [])).rejects.toThrow("x runs on tactic one; stop it first");
    await expect(start("overlapping", "ada", [])).rejects.toThrow("x holds 0 to 0.5 of namespace home");
    await expect(start("beside", "ada", [])).resolves.toMatchObject({ status: "running" });
  });

  it("log a look once an hour for each reader, and none after the end", async () => {
    let now = 0;
    const playbook = () => playbookOf(experiment("x", "one"));
    const experiments = await createExperiments({ definitions: definitionsInMemory(), playbook, clock: () => now });
    await experiments.start("x", "ada", []);
    for (const [at, by] of [
      [0, "ada"],
      [10, "ada"],
      [20, "bob"],
      [3_600_000, "ada"],
    ] as const) {
      now = at;
      await experiments.look("x", by, 100);
    }
    await experiments.ship("x", "ada", { variantId: "b", reason: "better" });
    const { looks } = await experiments.look("x", "cy", 200);
    expect(looks.map(({ at, by }) => [at, by])).toEqual([
      [0, "ada"],
      [20, "bob"],
      [3_600_000, "ada"],
    ]);
  });

  it("leave a holdout on the control after shipping, as an experiment of its own that ends the same way", async () => {
    const playbook = () => playbookOf(experiment("x", "one"));
    const definitions = definitionsInMemory();
    const experiments = await createExperiments({ definitions, playbook, clock: () => 7 });
    await experiments.start("x", "ada", []);
    const shipped = { variantId: "b", reason: "better", holdout: 0.05 };
    expect(await experiments.ship("x", "ada", shipped)).toMatchObject({ status: "shipped", shown: "b" });
    expect(experiments.table().get("one")).toMatchObject({
      plain: "a",
      experiment: {
        entering: 1,
        weights: new Map([
          ["a", 0.05],
          ["b", 0.95],
        ]),
      },
    });
    expect(experiments.find("x-holdout").run).toMatchObject({ status: "running", startedAt: 7, startedBy: "ada" });
    const { run } = (await createExperiments({ definitions, playbook, clock: () => 8 })).find("x-holdout");
    expect(run).toEqual(experiments.find("x-holdout").run);
    await experiments.ship("x-holdout", "ada", { variantId: "b", reason: "it lasts" });
    expect(experiments.table().get("one")).toEqual({ plain: "b", shownAs: expect.any(Map) });
  });

  it("keep nothing of a shipping whose holdout is refused", async () => {
    const playbook = () => playbookOf(experiment("x", "one"));
    const experiments = await createExperiments({ definitions: definitionsInMemory(), playbook, clock: () => 0 });
    await experiments.start("x", "ada", []);
    const control = { variantId: "a", reason: "as it was", holdout: 0.1 };
    await expect(experiments.ship("x", "ada", control)).rejects.toThrow("nothing to hold out from");
    expect(experiments.find("x").run?.status).toBe("running");
  });

  it("that ran and are declared no more stay in the list", async () => {
    let playbook = playbookOf(experiment("x", "one"));
    const experiments = await createExperiments({
      definitions: definitionsInMemory(),
      playbook: () => playbook,
      clock: () => 0,
    });
    await experiments.start("x", "ada", []);
    playbook = playbookOf();
    expect(experiments.list().map(({ experiment: { experimentId } }) => experimentId)).toEqual(["x"]);
    expect(experiments.table().get("one")?.experiment?.allocation.experimentId).toBe("x");
  });
});
