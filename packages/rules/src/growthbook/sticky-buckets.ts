import type { Json, JsonObject } from "@attune/model/json";
import type { GrowthbookContext, GrowthbookExperiment, StickyDocument, VariationMeta } from "./definitions.ts";
import { attributeAt } from "./matches-condition.ts";

export interface HashAttribute {
  hashAttribute: string;
  hashValue: Json;
}

/** The attribute a person is bucketed by: the literal name, else the dotted path, else the fallback where it has a value. */
export function hashAttributeOf(attributes: JsonObject, name = "id", fallback?: string): HashAttribute {
  const hashValue = resolved(attributes, name);
  if (!hashValue && fallback !== undefined) {
    const fallbackValue = resolved(attributes, fallback);
    if (fallbackValue) return { hashAttribute: fallback, hashValue: fallbackValue };
  }
  return { hashAttribute: name, hashValue };
}

function resolved(attributes: JsonObject, name: string): Json {
  if (Object.hasOwn(attributes, name)) return attributes[name] ?? "";
  return attributeAt(attributes, name) ?? "";
}

const documentKey = (name: string, value: Json) => `${name}||${textOf(value)}`;
const assignmentKey = (experiment: string, version: number) => `${experiment}__${version}`;
const textOf = (value: Json) => (typeof value === "string" ? value : JSON.stringify(value));

/** Of stored documents, those of this person: whose attribute has the person's value. */
export function stickyDocumentsOf(
  documents: readonly StickyDocument[],
  attributes: JsonObject,
): Record<string, StickyDocument> {
  const own = documents.filter(({ attributeName, attributeValue }) => {
    const value = resolved(attributes, attributeName);
    return Boolean(value) && textOf(value) === attributeValue;
  });
  return Object.fromEntries(
    own.map((document) => [documentKey(document.attributeName, document.attributeValue), document]),
  );
}

/**
 * The variation a person was assigned before, −1 where none; and whether an earlier version of the experiment bars them from it. What is known
 * of the hash attribute comes before what is known of the fallback.
 */
export function stickyVariation(
  experiment: GrowthbookExperiment,
  { attributes, stickyDocuments = {} }: GrowthbookContext,
): { variation: number; isBlocked: boolean } {
  const { key, bucketVersion = 0, minBucketVersion = 0, hashAttribute, fallbackAttribute, meta = [] } = experiment;
  const assignments: Record<string, string> = {};
  for (const name of [fallbackAttribute, hashAttribute ?? "id"]) {
    if (name === undefined) continue;
    Object.assign(assignments, stickyDocuments[documentKey(name, resolved(attributes, name))]?.assignments);
  }
  for (let version = 0; version < minBucketVersion; version++) {
    if (Object.hasOwn(assignments, assignmentKey(key, version))) return { variation: -1, isBlocked: true };
  }
  const assigned = assignments[assignmentKey(key, bucketVersion)];
  const isAssigned = ({ key }: VariationMeta) => assigned !== undefined && key === assigned;
  return { variation: meta.findIndex(isAssigned), isBlocked: false };
}

/** The person's document with one more assignment; null where it holds it already. */
export function rememberedDocument(
  experiment: GrowthbookExperiment,
  { hashAttribute, hashValue }: HashAttribute,
  variationKey: string,
  { stickyDocuments = {} }: GrowthbookContext,
): { key: string; document: StickyDocument } | null {
  const key = documentKey(hashAttribute, hashValue);
  const present = stickyDocuments[key]?.assignments ?? {};
  const name = assignmentKey(experiment.key, experiment.bucketVersion ?? 0);
  if (present[name] === variationKey) return null;
  const assignments = { ...present, [name]: variationKey };
  return { key, document: { attributeName: hashAttribute, attributeValue: textOf(hashValue), assignments } };
}
