import type { Opportunity } from "@attune/model/decision";
import type { Experiment, ExperimentPolicy, ExperimentRun, ServedPolicy } from "@attune/model/experiment";
import type { Profile, RememberedAssignment } from "@attune/model/profile";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { describe, expect, it } from "vitest";
import { arrangeVariants } from "./arrange-variants.ts";
import { giveVariant, type VariantPerson } from "./assign-variant.ts";
import { personView } from "./person-view.ts";

const now = Date.UTC(2026, 5, 1);
const hourMs = 3_600_000;

const tactic: Tactic = {
  tacticId: "banner",
  name: "banner",
  placementId: "hero",
  content: { words: "none" },
  variants: [{ variantId: "a" }, { variantId: "b", content: { words: "b" } }, { variantId: "c" }],
  priority: 0,
  holdout: 0,
  windowDays: 7,
};
const playbook: Playbook = { holdout: 0, placements: {}, tactics: [tactic] };

function experiment(change: Partial<Experiment> = {}): Experiment {
  return {
    experimentId: "x",
    name: "x",
    tacticId: "banner",
    variants: [
      { variantId: "a", weight: 0.5 },
      { variantId: "b", weight: 0.3 },
      { variantId: "c", weight: 0.2 },
    ],
    control: "a",
    ramp: 1,
    metricId: "conversion-rate",
    guardrails: [],
    method: "sequential",
    policy: { kind: "fixed" },
    ...change,
  };
}

function running(registered: Experiment, change: Partial<ExperimentRun> = {}): ExperimentRun {
  return {
    experimentId: registered.experimentId,
    status: "running",
    registered,
    metrics: [],
    windowDays: 7,
    hash: "",
    ramp: registered.ramp,
    startedAt: 0,
    startedBy: "ada",
    looks: [],
    changes: [],
    ...change,
  };
}

function personOf(key: string, change: Partial<VariantPerson> = {}): VariantPerson {
  const view = personView(undefined, { context: {}, now, today: 0 });
  return { bucketingKey: key, profile: undefined, view, now, ...change };
}

function remembering(key: string, remembered: Partial<RememberedAssignment>, at = now): VariantPerson {
  const stamp = { at: now, offset: 1 };
  const assignment = {
    experimentId: "x",
    first: stamp,
    variantId: "c",
    last: stamp,
    lastVariantId: "c",
    ...remembered,
  };
  const profile = { assignments: { x: assignment } } as unknown as Profile;
  return personOf(key, { profile, now: at });
}

function given(run: ExperimentRun, person: VariantPerson, policies = new Map<string, ServedPolicy>()): Opportunity {
  const opportunity: Opportunity = {
    placementId: "hero",
    tacticId: "banner",
    variantId: "default",
    arm: "exposed",
    propensity: 0.9,
  };
  giveVariant(opportunity, arrangeVariants(playbook, [run], policies).get("banner")!, person);
  return opportunity;
}

/** Upper 0.1 % points of χ²: 2 and 4 degrees of freedom. */
const critical = { two: 13.816, four: 18.467 };

describe("a variant in a fixed experiment", () => {
  it("falls on 60,000 people as its weight says, independently of another experiment", () => {
    const table = Array.from({ length: 3 }, () => [0, 0, 0]);
    const place = { a: 0, b: 1, c: 2 } as Record<string, number>;
    const other = running(experiment({ experimentId: "y" }));
    for (let i = 0; i < 60_000; i++) {
      const person = personOf(`person-${i}`);
      const first = given(running(experiment()), person).variantId;
      table[place[first]!]![place[given(other, person).variantId]!]! += 1;
    }
    const weights = [0.5, 0.3, 0.2];
    const rows = table.map((row) => row.reduce((sum, n) => sum + n, 0));
    const columns = weights.map((_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
    const uniform = rows.reduce((sum, n, i) => sum + (n - 60_000 * weights[i]!) ** 2 / (60_000 * weights[i]!), 0);
    expect(uniform).toBeLessThan(critical.two);
    let independent = 0;
    for (const [i, row] of table.entries())
      for (const [j, n] of row.entries()) {
        const expected = (rows[i]! * columns[j]!) / 60_000;
        independent += (n - expected) ** 2 / expected;
      }
    expect(independent).toBeLessThan(critical.four);
  });

  it("has the probability that the logged propensity says: that of being exposed, of being in it, and its weight", () => {
    const part = { namespace: "home", from: 0, below: 0.5 };
    const run = running(experiment({ part, ramp: 0.4 }));
    const seen = Array.from({ length: 200 }, (_, i) => given(run, personOf(`person-${i}`)));
    const inside = seen.filter(({ experimentId }) => experimentId === "x");
    const outside = seen.filter(({ experimentId }) => experimentId === undefined);
    const weights: Record<string, number> = { a: 0.5, b: 0.3, c: 0.2 };
    for (const { variantId, propensity } of inside)
      expect(propensity).toBeCloseTo(0.9 * 0.4 * 0.5 * weights[variantId]!, 12);
    for (const { variantId, propensity } of outside) {
      expect(variantId).toBe("a");
      expect(propensity).toBeCloseTo(0.9 * (1 - 0.2), 12);
    }
    expect(inside.length).toBeGreaterThan(0);
    expect(outside.length).toBeGreaterThan(0);
  });

  it("is kept by who was given it, whatever their key and the ramp say now", () => {
    const run = running(experiment({ ramp: 0.001 }));
    for (let i = 0; i < 50; i++) {
      const opportunity = given(run, remembering(`person-${i}`, {}));
      expect(opportunity).toMatchObject({ variantId: "c", experimentId: "x" });
    }
  });

  it("is the control for everyone once it was stopped, and the shipped one once it was shipped", () => {
    const stopped = running(experiment(), { status: "stopped", shown: "a" });
    const shipped = running(experiment(), { status: "shipped", shown: "b" });
    expect(given(stopped, remembering("p", {}))).toEqual({
      placementId: "hero",
      tacticId: "banner",
      variantId: "a",
      arm: "exposed",
      propensity: 0.9,
    });
    expect(given(shipped, remembering("p", {})).variantId).toBe("b");
  });
});

describe("a bandit's draw", () => {
  const policy: ExperimentPolicy = { kind: "linear", context: ["device"], windowHours: 24, floor: 0.1 };
  const run = running(experiment({ policy }));
  const served: ServedPolicy = {
    experimentId: "x",
    version: 1,
    at: now,
    learnedFrom: 100,
    probabilities: [0.8, 0.1, 0.1],
    byContext: { "device=phone": [0, 1, 0] },
  };
  const policies = new Map([["x", served]]);

  it("follows the served probabilities, and logs all of them", () => {
    const counts: Record<string, number> = { a: 0, b: 0, c: 0 };
    for (let i = 0; i < 20_000; i++) {
      const opportunity = given(run, personOf(`person-${i}`), policies);
      counts[opportunity.variantId]! += 1;
      const chance = served.probabilities[["a", "b", "c"].indexOf(opportunity.variantId)]!;
      expect(opportunity.propensity).toBeCloseTo(0.9 * chance, 12);
      expect(opportunity.draw).toEqual({ at: now, probabilities: served.probabilities, context: "device=unknown" });
    }
    const expected = [16_000, 2_000, 2_000];
    const statistic = Object.values(counts).reduce((sum, n, i) => sum + (n - expected[i]!) ** 2 / expected[i]!, 0);
    expect(statistic).toBeLessThan(critical.two);
  });

  it("reads the context that the policy was learned of", () => {
    const view = personView(undefined, { context: { device: "phone" }, now, today: 0 });
    for (let i = 0; i < 20; i++) expect(given(run, personOf(`p-${i}`, { view }), policies).variantId).toBe("b");
  });

  it("is by the declared weights before anything was learned", () => {
    expect(given(run, personOf("p")).draw?.probabilities).toEqual([0.5, 0.3, 0.2]);
  });

  it("is kept for its window with the probability it was made by, and made anew after it", () => {
    const drawn = { drawnAt: now, propensity: 0.09 };
    const kept = given(run, remembering("p", drawn, now + 24 * hourMs - 1), policies);
    expect(kept).toMatchObject({ variantId: "c", propensity: 0.09, draw: { at: now, probabilities: [] } });
    const anew = given(run, remembering("p", drawn, now + 24 * hourMs), policies);
    expect(anew.draw?.at).toBe(now + 24 * hourMs);
  });

  it("is the same for two requests at once, and another at the next draw", () => {
    const twice = Array.from({ length: 2 }, () => given(run, personOf("p"), policies));
    expect(twice[0]).toEqual(twice[1]);
    const even = running(experiment({ policy: { ...policy, context: [] } }));
    const seen = new Set<string>();
    for (let day = 0; day < 40; day++)
      seen.add(given(even, remembering("p", { drawnAt: now }, now + (2 + day) * 24 * hourMs)).variantId);
    expect(seen.size).toBe(1);
    for (let day = 1; day < 40; day++) {
      const drawnAt = now - day * 24 * hourMs;
      seen.add(given(even, remembering("p", { drawnAt })).variantId);
    }
    expect(seen.size).toBe(3);
  });
});
