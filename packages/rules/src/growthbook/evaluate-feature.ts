import type { Json } from "@attune/model/json";
import { inRange } from "./bucket-ranges.ts";
import type {
  BanditLeaf,
  FeatureResult,
  FeatureSource,
  GrowthbookContext,
  GrowthbookExperiment,
  GrowthbookRule,
  Prerequisite,
} from "./definitions.ts";
import { hashBucket } from "./hash-bucket.ts";
import { matchesCondition } from "./matches-condition.ts";
import { isFilteredOut, runExperiment } from "./run-experiment.ts";
import { hashAttributeOf } from "./sticky-buckets.ts";

/** The value of a feature for a person: the first rule that applies, else the default. */
export function evaluateFeature(id: string, context: GrowthbookContext): FeatureResult {
  return evaluate(id, context, []);
}

/** Whether an experiment's prerequisites are met, outside of any feature. */
export function experimentPrerequisitesMet(experiment: GrowthbookExperiment, context: GrowthbookContext): boolean {
  return checkPrerequisites(experiment.parentConditions ?? [], context, []) === "met";
}

/** @param asking the features whose prerequisites are being looked at, to find a feature that waits for itself. */
function evaluate(id: string, context: GrowthbookContext, asking: readonly string[]): FeatureResult {
  if (asking.includes(id)) return featureResult(null, "cyclicPrerequisite");
  const forced = context.forcedFeatures?.get(id);
  if (forced !== undefined) return featureResult(forced, "override");
  const feature = Object.hasOwn(context.features ?? {}, id) ? context.features![id] : undefined;
  if (feature === undefined) return featureResult(null, "unknownFeature");
  const path = [...asking, id];
  for (const rule of feature.rules ?? []) {
    const answer = applyRule(rule, id, context, path);
    if (answer !== null) return answer;
  }
  return featureResult(feature.defaultValue ?? null, "defaultValue");
}

/** What a rule says; null where it does not apply. */
function applyRule(
  rule: GrowthbookRule,
  id: string,
  context: GrowthbookContext,
  path: readonly string[],
): FeatureResult | null {
  const prerequisites = checkPrerequisites(rule.parentConditions ?? [], context, path);
  if (prerequisites === "skip") return null;
  if (prerequisites !== "met") return featureResult(null, prerequisites);
  if (rule.filters !== undefined && isFilteredOut(rule.filters, context)) return null;
  if (rule.force !== undefined) return applyForce(rule, rule.force, id, context);

  const variations = rule.variations ?? rule.contextualVariations;
  if (variations === undefined) return null;
  const leaf = rule.variations === undefined ? banditLeaf(rule, context) : null;
  const experiment = experimentOf(rule, variations, id);
  if (leaf !== null) experiment.weights = leaf.variationWeights;
  const result = runExperiment(
    experiment,
    context,
    id,
    ({ parentConditions = [] }) => checkPrerequisites(parentConditions, context, path) === "met",
  );
  if (!result.inExperiment || result.passthrough === true) return null;
  const isDrawn = leaf !== null && result.hashUsed;
  return {
    ...featureResult(result.value, "experiment", rule.id),
    experiment: isDrawn ? { ...experiment, contextualBandit: leaf } : experiment,
    experimentResult: isDrawn ? { ...result, ...leaf } : result,
  };
}

function applyForce(rule: GrowthbookRule, value: Json, id: string, context: GrowthbookContext): FeatureResult | null {
  const { condition, range, coverage } = rule;
  if (condition !== undefined && !matchesCondition(condition, context.attributes, context.savedGroups)) return null;
  const answer = featureResult(value, "force", rule.id);
  if (range === undefined && coverage === undefined) return answer;
  const fallback =
    context.stickyDocuments === undefined || rule.disableStickyBucketing ? undefined : rule.fallbackAttribute;
  const { hashValue } = hashAttributeOf(context.attributes, rule.hashAttribute, fallback);
  if (!hashValue || (range === undefined && coverage === 0)) return null;
  const bucket = hashBucket(rule.seed || id, String(hashValue), rule.hashVersion || 1);
  if (bucket === null) return null;
  return (range === undefined ? bucket <= coverage! : inRange(bucket, range)) ? answer : null;
}

type Prerequisites = "met" | "skip" | "prerequisite" | "cyclicPrerequisite";

function checkPrerequisites(
  asked: readonly Prerequisite[],
  context: GrowthbookContext,
  path: readonly string[],
): Prerequisites {
  for (const { id, condition = {}, gate } of asked) {
    const parent = evaluate(id, context, path);
    if (parent.source === "cyclicPrerequisite") return "cyclicPrerequisite";
    if (!matchesCondition(condition, { value: parent.value })) return gate === true ? "prerequisite" : "skip";
  }
  return "met";
}

/** The first leaf of the rule's bandit that fits the person; leaf −1 with the rule's own weights where none does; null without a bandit. */
function banditLeaf(
  { contextualBanditRef, weights = [] }: GrowthbookRule,
  context: GrowthbookContext,
): BanditLeaf | null {
  const bandit = context.contextualBandits?.[contextualBanditRef ?? ""];
  if (bandit === undefined) return null;
  const fitting = bandit.contexts?.find(({ condition }) =>
    matchesCondition(condition, context.attributes, context.savedGroups),
  );
  const version = bandit.banditVersion === undefined ? {} : { banditVersion: bandit.banditVersion };
  return { leafId: fitting?.leafId ?? -1, variationWeights: fitting?.weights ?? weights, ...version };
}

const passedOn = [
  "coverage",
  "weights",
  "hashAttribute",
  "fallbackAttribute",
  "disableStickyBucketing",
  "bucketVersion",
  "minBucketVersion",
  "namespace",
  "meta",
  "ranges",
  "name",
  "phase",
  "seed",
  "hashVersion",
  "filters",
  "condition",
] as const;

function experimentOf(rule: GrowthbookRule, variations: Json[], featureId: string): GrowthbookExperiment {
  const settings = Object.fromEntries(
    passedOn.flatMap((name) => (rule[name] === undefined ? [] : [[name, rule[name]]])),
  );
  return { ...settings, variations, key: rule.key || featureId };
}

function featureResult(value: Json, source: FeatureSource, ruleId = ""): FeatureResult {
  return { value, on: Boolean(value), off: !value, source, ruleId };
}
