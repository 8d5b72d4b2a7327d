import { builtInEntries, metricsWith } from "@attune/measure/metric/built-in-metrics";
import type {
  Experiment,
  ExperimentEntry,
  ExperimentPolicy,
  ExperimentVariant,
  Guardrail,
} from "@attune/model/experiment";
import type { Metric } from "@attune/model/metric";
import type { Tactic } from "@attune/model/tactic";
import { nearestWord } from "@attune/rules/nearest-word";
import { playbookFault, requireDeclared } from "./playbook-fault.ts";
import { readTime } from "./read-time.ts";

/** What a linear policy can read without a name of one's own, and the kinds that take one. */
const plainFeatures = ["device", "visitor", "cart"];
const namedFeatures = ["segment", "trait", "context"];

const banditDefaults = { windowHours: 24, floor: 0.1 };
const defaultMetric = "conversion-rate";
/** Shares that people write as decimals, such as three times 0.3333. */
const sumTolerance = 1e-3;
const mostVariants = 50;

/** The rest of the playbook that experiments speak of. */
interface Declared {
  tactics: readonly Tactic[];
  metrics: readonly Metric[];
  segments: readonly string[];
}

/**
 * The experiments that a file declares. Throws `bad-request` with the path of what is wrong: a tactic without variants, weights that do not sum
 * to one, no control, a metric that nobody declared, a method that cannot end.
 */
export function readExperiments(entries: Record<string, ExperimentEntry>, declared: Declared): Experiment[] {
  return Object.entries(entries).map(([id, entry]) => readExperiment(id, entry, declared));
}

function readExperiment(experimentId: string, entry: ExperimentEntry, declared: Declared): Experiment {
  const path = `experiments.${experimentId}`;
  if (experimentId === "" || experimentId.length > 100) throw playbookFault(path, "needs an id of 1 to 100 characters");
  const tacticIds = declared.tactics.map(({ tacticId }) => tacticId);
  requireDeclared(`${path}.tactic`, entry.tactic, tacticIds);
  const tactic = declared.tactics.find(({ tacticId }) => tacticId === entry.tactic)!;
  const variants = readVariantWeights(entry, tactic, path);
  const ids = variants.map(({ variantId }) => variantId);
  if (entry.control === undefined)
    throw playbookFault(
      `${path}.control`,
      `is missing: name what the others are compared with, one of ${ids.join(", ")}`,
    );
  requireDeclared(`${path}.control`, entry.control, ids);
  const metricIds = metricsWith(declared.metrics).map(({ metricId }) => metricId);
  const metricId = entry.metric ?? defaultMetric;
  requireDeclared(`${path}.metric`, metricId, metricIds);
  const experiment: Experiment = {
    experimentId,
    name: entry.name ?? experimentId,
    tacticId: entry.tactic,
    variants,
    control: entry.control,
    ramp: entry.ramp ?? 1,
    metricId,
    guardrails: readGuardrails(entry.guardrails ?? {}, metricIds, `${path}.guardrails`),
    method: entry.method ?? "sequential",
    policy: readPolicy(entry, declared, path),
  };
  if (experiment.ramp === 0)
    throw playbookFault(`${path}.ramp`, "must be above 0: before its start nobody is in anyway");
  if (entry.hypothesis !== undefined) experiment.hypothesis = entry.hypothesis;
  if (entry.namespace !== undefined) experiment.part = readPart(entry.namespace, path);
  if (entry.people !== undefined) experiment.plannedPeople = entry.people;
  if (entry.until !== undefined) experiment.endsAt = readTime(entry.until, `${path}.until`);
  requireEnd(experiment, path);
  if (experiment.policy.kind !== "fixed") requireReward(experiment, declared.metrics, path);
  return experiment;
}

function readVariantWeights(entry: ExperimentEntry, tactic: Tactic, path: string): ExperimentVariant[] {
  const own = (tactic.variants ?? []).map(({ variantId }) => variantId);
  if (own.length < 2)
    throw playbookFault(`${path}.tactic`, `names ${tactic.tacticId}, which has no two \`variants\` to compare`);
  const weights = entry.variants ?? Object.fromEntries(own.map((id) => [id, 1 / own.length]));
  const variants = Object.entries(weights).map(([variantId, weight]) => ({ variantId, weight }));
  if (variants.length < 2) throw playbookFault(`${path}.variants`, "needs at least two");
  if (variants.length > mostVariants) throw playbookFault(`${path}.variants`, `has more than ${mostVariants}`);
  for (const { variantId, weight } of variants) {
    requireDeclared(`${path}.variants.${variantId}`, variantId, own);
    if (weight === 0) throw playbookFault(`${path}.variants.${variantId}`, "has no weight: leave it out");
  }
  const sum = variants.reduce((total, { weight }) => total + weight, 0);
  if (Math.abs(sum - 1) > sumTolerance)
    throw playbookFault(`${path}.variants`, `have weights that sum to ${Number(sum.toFixed(6))}; they must sum to 1`);
  return variants.map(({ variantId, weight }) => ({ variantId, weight: weight / sum }));
}

/** The losses that are still accepted, by metric: of an experiment, or of a tactic. @param metricIds the file's own */
export function readGuardrails(
  entries: Record<string, number>,
  metricIds: readonly string[],
  path: string,
): Guardrail[] {
  const known = [...metricIds, ...Object.keys(builtInEntries)];
  return Object.entries(entries).map(([metricId, margin]) => {
    requireDeclared(`${path}.${metricId}`, metricId, known);
    return { metricId, margin };
  });
}

function readPart({ name, from, below }: NonNullable<ExperimentEntry["namespace"]>, path: string) {
  if (from >= below) throw playbookFault(`${path}.namespace.below`, "is not greater than `from`");
  return { namespace: name, from, below };
}

function readPolicy({ bandit }: ExperimentEntry, { segments }: Declared, path: string): ExperimentPolicy {
  if (bandit === undefined) return { kind: "fixed" };
  const context = bandit.context ?? [];
  for (const [i, feature] of context.entries()) requireFeature(feature, segments, `${path}.bandit.context[${i}]`);
  return {
    kind: context.length > 0 ? "linear" : "thompson",
    context,
    windowHours: bandit.windowHours ?? banditDefaults.windowHours,
    floor: bandit.floor ?? banditDefaults.floor,
    ...(bandit.halfLifeDays === undefined ? {} : { halfLifeDays: bandit.halfLifeDays }),
  };
}

function requireFeature(feature: string, segments: readonly string[], path: string): void {
  if (plainFeatures.includes(feature)) return;
  const colon = feature.indexOf(":");
  const [kind, name] = [feature.slice(0, colon), feature.slice(colon + 1)];
  if (colon > 0 && name !== "" && namedFeatures.includes(kind)) {
    if (kind === "segment") requireDeclared(path, name, segments);
    return;
  }
  const known = [...plainFeatures, ...namedFeatures.map((one) => `${one}:<name>`)];
  const close = nearestWord(feature, plainFeatures);
  const hint = close === null ? `known are: ${known.join(", ")}` : `did you mean ${close}?`;
  throw playbookFault(path, `is ${JSON.stringify(feature)}, which no policy can read; ${hint}`);
}

/** A rule that says when it ends is what makes a fixed horizon one. */
function requireEnd({ method, plannedPeople, endsAt, policy }: Experiment, path: string): void {
  if (policy.kind !== "fixed") {
    if (method === "fixed")
      throw playbookFault(
        `${path}.method`,
        "is `fixed`, judged once at its end; a bandit learns while it runs: leave one out",
      );
    return;
  }
  if (method === "group-sequential" && plannedPeople === undefined)
    throw playbookFault(`${path}.people`, "is missing: looks of `group-sequential` are shares of it");
  if (method === "fixed" && plannedPeople === undefined && endsAt === undefined)
    throw playbookFault(`${path}.people`, "or `until` is missing: method `fixed` is judged once, at its end");
}

/** A reward is a number of one draw. */
function requireReward({ metricId }: Experiment, own: readonly Metric[], path: string): void {
  const metric = metricsWith(own).find((one) => one.metricId === metricId);
  const at = `${path}.metric`;
  if (metric?.denominator !== undefined)
    throw playbookFault(at, `is ${metricId}, a ratio over people; a bandit's reward is a value of one person`);
}
