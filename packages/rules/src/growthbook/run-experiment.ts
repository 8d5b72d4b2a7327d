import type { Json } from "@attune/model/json";
import { bucketRanges, chooseVariation, inRange } from "./bucket-ranges.ts";
import type { BucketFilter, ExperimentResult, GrowthbookContext, GrowthbookExperiment } from "./definitions.ts";
import { hashBucket, inNamespace } from "./hash-bucket.ts";
import { matchesCondition } from "./matches-condition.ts";
import { hashAttributeOf, rememberedDocument, stickyVariation } from "./sticky-buckets.ts";
import { isUrlTargeted, queryStringOverride } from "./url-targeting.ts";

/** What an experiment asks of features that must have a certain value first. */
export type PrerequisitesMet = (experiment: GrowthbookExperiment) => boolean;

/**
 * Runs one experiment for a person, in the order of checks that GrowthBook's SDKs share. An assignment is remembered in the context's sticky
 * documents, where there are any.
 */
export function runExperiment(
  experiment: GrowthbookExperiment,
  context: GrowthbookContext,
  featureId: string | null,
  prerequisitesMet: PrerequisitesMet,
): ExperimentResult {
  const { key, variations } = experiment;
  const result = (variation: number, details: Partial<ExperimentResult> = {}) =>
    resultOf(experiment, context, featureId, variation, details);

  if (variations.length < 2 || context.enabled === false) return result(-1);
  if (experiment.urlPatterns !== undefined && !isUrlTargeted(context.url ?? "", experiment.urlPatterns))
    return result(-1);
  const asked = queryStringOverride(key, context.url ?? "", variations.length);
  if (asked !== null) return result(asked);
  if (context.forcedVariations !== undefined && Object.hasOwn(context.forcedVariations, key)) {
    return result(context.forcedVariations[key]!);
  }
  if (experiment.status === "draft" || experiment.active === false) return result(-1);

  const hashed = hashAttributeOf(context.attributes, experiment.hashAttribute, fallbackOf(experiment, context));
  if (!hashed.hashValue) return result(-1);
  const value = hashText(hashed.hashValue);
  const sticky = isSticky(experiment, context) ? stickyVariation(experiment, context) : null;
  const isRemembered = sticky !== null && sticky.variation >= 0;
  if (!isRemembered && !mayEnter(experiment, context, value, prerequisitesMet)) return result(-1);

  const bucket = hashBucket(experiment.seed || key, value, experiment.hashVersion || 1);
  if (bucket === null) return result(-1);
  if (sticky?.isBlocked === true) return result(-1, { stickyBucketUsed: true });
  const ranges = experiment.ranges ?? bucketRanges(variations.length, experiment.coverage, experiment.weights);
  const assigned = isRemembered ? sticky.variation : chooseVariation(bucket, ranges);
  if (assigned < 0) return result(-1);
  if (experiment.force !== undefined) return result(experiment.force);
  if (context.qaMode === true || experiment.status === "stopped") return result(-1);

  const entered = result(assigned, { hashUsed: true, bucket, stickyBucketUsed: isRemembered });
  if (isSticky(experiment, context)) {
    const remembered = rememberedDocument(experiment, hashed, entered.key, context);
    if (remembered !== null) context.stickyDocuments![remembered.key] = remembered.document;
  }
  return entered;
}

function isSticky({ disableStickyBucketing }: GrowthbookExperiment, { stickyDocuments }: GrowthbookContext): boolean {
  return stickyDocuments !== undefined && disableStickyBucketing !== true;
}

function fallbackOf(experiment: GrowthbookExperiment, context: GrowthbookContext): string | undefined {
  return isSticky(experiment, context) ? experiment.fallbackAttribute : undefined;
}

const hashText = (value: Json): string => String(value);

function mayEnter(
  experiment: GrowthbookExperiment,
  context: GrowthbookContext,
  value: string,
  prerequisitesMet: PrerequisitesMet,
): boolean {
  if (experiment.filters !== undefined) {
    if (isFilteredOut(experiment.filters, context)) return false;
  } else if (experiment.namespace !== undefined && !inNamespace(value, experiment.namespace)) return false;
  const { condition } = experiment;
  if (condition !== undefined && !matchesCondition(condition, context.attributes, context.savedGroups)) return false;
  return prerequisitesMet(experiment);
}

/** Whether any of the filters leaves a person out. */
export function isFilteredOut(filters: readonly BucketFilter[], { attributes }: GrowthbookContext): boolean {
  return filters.some(({ attribute, seed, hashVersion, ranges }) => {
    const { hashValue } = hashAttributeOf(attributes, attribute);
    if (!hashValue) return true;
    const bucket = hashBucket(seed, hashText(hashValue), hashVersion || 2);
    return bucket === null || !ranges.some((range) => inRange(bucket, range));
  });
}

/** A variation that there is not means the first one, outside of the experiment. */
function resultOf(
  experiment: GrowthbookExperiment,
  context: GrowthbookContext,
  featureId: string | null,
  variation: number,
  details: Partial<ExperimentResult>,
): ExperimentResult {
  const inExperiment = variation >= 0 && variation < experiment.variations.length;
  const variationId = inExperiment ? variation : 0;
  const meta = experiment.meta?.[variationId];
  return {
    key: meta?.key || String(variationId),
    featureId,
    inExperiment,
    hashUsed: false,
    variationId,
    value: experiment.variations[variationId] ?? null,
    ...hashAttributeOf(context.attributes, experiment.hashAttribute, fallbackOf(experiment, context)),
    stickyBucketUsed: false,
    ...details,
    ...(meta?.name ? { name: meta.name } : {}),
    ...(meta?.passthrough ? { passthrough: true } : {}),
  };
}
