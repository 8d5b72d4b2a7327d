import type { Program } from "@attune/forecast/scenario/program";
import { planOfTactic, tacticPromises } from "@attune/forecast/scenario/tactic-promise";
import { AttuneError } from "@attune/model/errors";
import type { Experiment } from "@attune/model/experiment";
import type { JsonObject } from "@attune/model/json";
import type { LaunchedTest, ScenarioLaunch } from "@attune/model/scenario-launch";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { isUndetermined } from "@attune/model/undetermined";
import { stringify } from "yaml";
import { validationPlan } from "./validation-plan.ts";

export interface LaunchRequest {
  /** Id of the scenario in the file; null: the first. */
  scenario: string | null;
  owner: string;
  /** ISO 8601. */
  madeAt: string;
  draws: number;
  seed: number;
}

/** The parts of a playbook that a launch speaks of. */
export type LaunchPlaybook = Pick<Playbook, "placements" | "tactics">;

const without = "without";
const withTactic = "with";
const dayMs = 86_400_000;

/**
 * A scenario as experiments, one for each of its tactics: those who get it against those who get what they would get without. `gap`s are nothing that
 * people could be given or not, so they are told in the notes. Nothing is started: `yaml` goes into `attune.yaml`, whose review is people's.
 */
export function scenarioLaunch(
  program: Program,
  playbook: LaunchPlaybook | null,
  request: LaunchRequest,
): ScenarioLaunch {
  const { scenario, owner, madeAt, draws, seed } = request;
  const plan = scenario === null ? program.plans[0] : program.plans.find(({ id }) => id === scenario);
  if (plan === undefined)
    throw new AttuneError(
      "bad-request",
      `The file has no scenario ${scenario}; it has ${program.plans.map(({ id }) => id).join(", ")}.`,
      { path: "scenario" },
    );
  const id = `${idOf(program.name)}-${plan.id}-${madeAt.slice(0, 10)}`;
  const notes: string[] = [];
  const tests = program.tactics.flatMap((tactic, t): LaunchedTest[] => {
    const alone = planOfTactic(plan, t);
    if (alone === undefined) return [];
    if (tactic.kind === "gap") {
      notes.push(`${tactic.name} is a gap to be mended, which nobody can be held out of: compare before and after.`);
      return [];
    }
    const promises = tacticPromises(program, plan, t, { draws, seed });
    const validation = validationPlan(promises[0]!.mean, program, alone);
    if (validation.expectedLift < validation.detectableLift)
      notes.push(
        `${tactic.name}: expected are ${percent(validation.expectedLift)}, found would be ${percent(validation.detectableLift)} in ${validation.windowDays} days. The test can refute a large lift, not prove this one.`,
      );
    return [
      { tacticId: tactic.id, experiment: experimentOf(id, tactic, validation, madeAt), promises, plan: validation },
    ];
  });
  if (tests.length === 0)
    throw new AttuneError("bad-request", `${plan.name} runs no tactic that an experiment could test.`, {
      path: "scenario",
    });
  const entries = yamlOf(tests, playbook, notes);
  return {
    schema: "attune.forecast.launch/1",
    id,
    madeAt,
    owner,
    file: program.name,
    scenario: { id: plan.id, name: plan.name },
    draws,
    seed,
    tests,
    yaml: entries,
    notes,
  };
}

function experimentOf(
  launchId: string,
  { id, name }: Program["tactics"][number],
  plan: LaunchedTest["plan"],
  madeAt: string,
): Experiment {
  const days = isUndetermined(plan.daysNeeded) ? plan.windowDays : Math.max(plan.windowDays, plan.daysNeeded);
  return {
    experimentId: `${launchId}-${idOf(id)}`.slice(-100),
    name: `${name}: as the scenario says?`,
    hypothesis: `Conversion rises by ${percent(plan.expectedLift)} of those whom it reaches.`,
    tacticId: id,
    variants: [
      { variantId: without, weight: plan.holdoutShare },
      { variantId: withTactic, weight: 1 - plan.holdoutShare },
    ],
    control: without,
    ramp: 1,
    metricId: "conversion-rate",
    guardrails: [],
    method: "sequential",
    ...(isUndetermined(plan.peopleNeeded) ? {} : { plannedPeople: Math.ceil(plan.peopleNeeded) }),
    endsAt: Math.floor(Date.parse(madeAt) / dayMs + days) * dayMs,
    policy: { kind: "fixed" },
  };
}

/** What `attune.yaml` is to be given: both variants of each tactic, and the experiments. */
function yamlOf(tests: readonly LaunchedTest[], playbook: LaunchPlaybook | null, notes: string[]): string {
  const tactics: JsonObject = {};
  const experiments: JsonObject = {};
  for (const { tacticId, experiment } of tests) {
    const known = playbook?.tactics.find((tactic) => tactic.tacticId === tacticId);
    if (known === undefined)
      notes.push(`The playbook has no tactic ${tacticId} yet: declare it, then add its variants.`);
    if (known?.items !== undefined && playbook?.placements[known.placementId]?.default.items === undefined)
      notes.push(
        `${tacticId}: take \`items\` out of the tactic itself; they stand in its variant \`with\`, and \`without\` has none.`,
      );
    tactics[tacticId] = { holdout: 0, variants: variantsOf(known, playbook) };
    const { name, hypothesis, variants, control, metricId, method, plannedPeople, endsAt } = experiment;
    experiments[experiment.experimentId] = {
      name,
      ...(hypothesis === undefined ? {} : { hypothesis }),
      tactic: tacticId,
      control,
      variants: Object.fromEntries(variants.map(({ variantId, weight }) => [variantId, weight])),
      metric: metricId,
      method,
      ...(plannedPeople === undefined ? {} : { people: plannedPeople }),
      ...(endsAt === undefined ? {} : { until: new Date(endsAt).toISOString() }),
    };
  }
  return stringify({ tactics, experiments }, { lineWidth: 140 });
}

/** With, the first: the tactic as it is, so that nothing changes before the start. Without: what the placement shows everybody. */
function variantsOf(tactic: Tactic | undefined, playbook: LaunchPlaybook | null): JsonObject {
  const placement = tactic === undefined ? undefined : playbook?.placements[tactic.placementId];
  const { content = {}, items } = placement?.default ?? {};
  const shown = items === undefined ? { content } : { content, items };
  const own =
    tactic === undefined
      ? {}
      : { content: tactic.content, ...(tactic.items === undefined ? {} : { items: tactic.items }) };
  return { [withTactic]: own as unknown as JsonObject, [without]: shown as unknown as JsonObject };
}

function idOf(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, 50);
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(2))} %`;
}
