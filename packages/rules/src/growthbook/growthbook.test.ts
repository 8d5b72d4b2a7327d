import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Json, JsonObject } from "@attune/model/json";
import { describe, expect, it } from "vitest";
import { bucketRanges, chooseVariation, equalWeights } from "./bucket-ranges.ts";
import { chooseRedirect } from "./choose-redirect.ts";
import { decryptText } from "./decrypt-text.ts";
import type { GrowthbookContext, GrowthbookExperiment, Namespace, StickyDocument } from "./definitions.ts";
import { evaluateFeature, experimentPrerequisitesMet } from "./evaluate-feature.ts";
import { hashBucket, inNamespace } from "./hash-bucket.ts";
import { matchesCondition } from "./matches-condition.ts";
import { runExperiment } from "./run-experiment.ts";
import { stickyDocumentsOf } from "./sticky-buckets.ts";
import { queryStringOverride } from "./url-targeting.ts";

/** GrowthBook's published vectors for SDK implementations, spec 0.8.0 (MIT): packages/sdk-js/test/cases.json. */
const data = process.env.ATTUNE_DATA ?? fileURLToPath(new URL("../../../../../shared/data", import.meta.url));
const path = `${data}/growthbook-sdk-vectors/cases.json`;
const isThere = existsSync(path);
if (!isThere) console.warn(`GrowthBook's vectors are not tested: ${path} is not there.`);

interface Vectors {
  evalCondition: [string, JsonObject, JsonObject, boolean, Record<string, Json[]>?][];
  hash: [string, string, number, number | null][];
  getBucketRange: [string, [number, number, number[] | null], [number, number][]][];
  feature: [string, GrowthbookContext, string, JsonObject][];
  run: [string, GrowthbookContext, GrowthbookExperiment, Json, boolean, boolean][];
  chooseVariation: [string, number, [number, number][], number][];
  getQueryStringOverride: [string, string, string, number, number | null][];
  inNamespace: [string, string, Namespace, boolean][];
  getEqualWeights: [number, number[]][];
  decrypt: [string, string, string, string | null][];
  stickyBucket: [
    string,
    GrowthbookContext,
    StickyDocument[],
    string,
    JsonObject | null,
    Record<string, StickyDocument>,
  ][];
  urlRedirect: [string, GrowthbookContext & { experiments: GrowthbookExperiment[] }, JsonObject[]][];
  contextualBandit: [string, GrowthbookContext, string, JsonObject][];
}

const cases: Vectors | null = isThere ? (JSON.parse(readFileSync(path, "utf8")) as Vectors) : null;
const rounded = (values: readonly (readonly number[])[]) =>
  values.map((row) => row.map((n) => Math.round(n * 1e8) / 1e8));
const contextOf = (context: GrowthbookContext): GrowthbookContext => ({
  ...context,
  attributes: context.attributes ?? {},
});

describe.skipIf(cases === null)("GrowthBook's vectors", () => {
  const all = cases ?? ({} as Vectors);

  it.each(all.evalCondition ?? [])("condition: %s", (_name, condition, attributes, expected, groups) => {
    expect(matchesCondition(condition, attributes, groups ?? {})).toBe(expected);
  });

  it.each(all.hash ?? [])("hash of seed %j and value %j, version %i, is %j", (seed, value, version, expected) => {
    expect(hashBucket(seed, value, version)).toBe(expected);
  });

  it.each(all.getBucketRange ?? [])("bucket ranges: %s", (_name, [count, coverage, weights], expected) => {
    expect(rounded(bucketRanges(count, coverage, weights))).toEqual(expected);
  });

  it.each(all.chooseVariation ?? [])("variation: %s", (_name, bucket, ranges, expected) => {
    expect(chooseVariation(bucket, ranges)).toBe(expected);
  });

  it.each(all.getQueryStringOverride ?? [])("query string: %s", (_name, key, url, count, expected) => {
    expect(queryStringOverride(key, url, count)).toBe(expected);
  });

  it.each(all.inNamespace ?? [])("namespace: %s", (_name, id, namespace, expected) => {
    expect(inNamespace(id, namespace)).toBe(expected);
  });

  it.each(all.getEqualWeights ?? [])("equal weights of %i are %j", (count, expected) => {
    expect(rounded([equalWeights(count)])).toEqual([expected]);
  });

  it.each(all.feature ?? [])("feature: %s", (_name, context, key, expected) => {
    expect(evaluateFeature(key, contextOf(context))).toEqual(expected);
  });

  it.each(all.contextualBandit ?? [])("contextual bandit: %s", (_name, context, key, expected) => {
    expect(evaluateFeature(key, contextOf(context))).toEqual(expected);
  });

  it.each(all.run ?? [])("experiment: %s", (_name, context, experiment, value, inExperiment, hashUsed) => {
    const whole = contextOf(context);
    const result = runExperiment(experiment, whole, null, (asked) => experimentPrerequisitesMet(asked, whole));
    expect({ value: result.value, inExperiment: result.inExperiment, hashUsed: result.hashUsed }).toEqual({
      value,
      inExperiment,
      hashUsed,
    });
  });

  it.each(all.stickyBucket ?? [])("sticky bucket: %s", (_name, context, documents, key, expected, remembered) => {
    const stickyDocuments = stickyDocumentsOf(documents, context.attributes);
    const { experimentResult } = evaluateFeature(key, { ...context, stickyDocuments });
    expect(experimentResult ?? null).toEqual(expected);
    expect(stickyDocuments).toEqual(remembered);
  });

  it.each(all.urlRedirect ?? [])("redirect: %s", (_name, context, expected) => {
    const redirect = chooseRedirect(context.experiments, context);
    const { inExperiment } = redirect!.result;
    expect([{ inExperiment, urlRedirect: redirect!.urlRedirect, urlWithParams: redirect!.urlWithParams }]).toEqual(
      expected,
    );
  });

  it.each(all.decrypt ?? [])("decrypting: %s", async (_name, encrypted, key, expected) => {
    expect(await decryptText(encrypted, key)).toBe(expected);
  });
});
