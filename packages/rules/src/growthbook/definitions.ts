import type { Json, JsonObject } from "@attune/model/json";

/** GrowthBook's definitions as its SDKs receive them (SDK spec 0.8.0). Fields that are not evaluated here are left out. */
export interface GrowthbookFeature {
  defaultValue?: Json;
  rules?: GrowthbookRule[];
}

/** Half-open: [from, below). */
export type BucketRange = readonly [from: number, below: number];
export type Namespace = readonly [name: string, from: number, below: number];

export interface BucketFilter {
  seed: string;
  ranges: BucketRange[];
  attribute?: string;
  hashVersion?: number;
}

export interface VariationMeta {
  key?: string;
  name?: string;
  /** The person goes on to the next rule: how holdouts are made. */
  passthrough?: boolean;
}

/** A feature that must have a certain value first. With `gate`, the whole feature is blocked otherwise; else the rule is skipped. */
export interface Prerequisite {
  id: string;
  condition?: JsonObject;
  gate?: boolean;
}

interface Bucketing {
  hashAttribute?: string;
  fallbackAttribute?: string;
  hashVersion?: number;
  seed?: string;
  coverage?: number;
  filters?: BucketFilter[];
  condition?: JsonObject;
  parentConditions?: Prerequisite[];
  disableStickyBucketing?: boolean;
}

interface Trial extends Bucketing {
  weights?: number[];
  ranges?: BucketRange[];
  meta?: VariationMeta[];
  namespace?: Namespace;
  bucketVersion?: number;
  minBucketVersion?: number;
  name?: string;
  phase?: string;
}

export interface GrowthbookRule extends Trial {
  id?: string;
  key?: string;
  force?: Json;
  range?: BucketRange;
  variations?: Json[];
  /** In the place of `variations`: weights come from the first leaf of the named bandit that fits the person. */
  contextualVariations?: Json[];
  contextualBanditRef?: string;
}

export interface GrowthbookExperiment extends Trial {
  key: string;
  variations: Json[];
  active?: boolean;
  status?: string;
  force?: number;
  urlPatterns?: UrlPattern[];
  persistQueryString?: boolean;
  contextualBandit?: BanditLeaf;
}

export interface UrlPattern {
  type: "simple" | "regex";
  pattern: string;
  include?: boolean;
}

export interface ContextualBandit {
  banditVersion?: number;
  contexts?: { leafId: number; condition: JsonObject; weights: number[] }[];
}

/** Which leaf of a contextual bandit a person came by; −1: none, with the marginal weights. */
export interface BanditLeaf {
  leafId: number;
  variationWeights: number[];
  banditVersion?: number;
}

/** What a person was assigned before, by hash attribute; keys of assignments are `experiment__bucketVersion`. */
export interface StickyDocument {
  attributeName: string;
  attributeValue: string;
  assignments: Record<string, string>;
}

/** All that an evaluation depends on. */
export interface GrowthbookContext {
  attributes: JsonObject;
  features?: Record<string, GrowthbookFeature>;
  savedGroups?: Record<string, Json[]>;
  contextualBandits?: Record<string, ContextualBandit>;
  forcedVariations?: Record<string, number>;
  forcedFeatures?: ReadonlyMap<string, Json>;
  url?: string;
  enabled?: boolean;
  qaMode?: boolean;
  /** What the person was assigned before, by `attribute||value`. Absent: no sticky buckets, and no fallback attribute. */
  stickyDocuments?: Record<string, StickyDocument>;
}

export interface ExperimentResult extends Partial<BanditLeaf> {
  key: string;
  featureId: string | null;
  inExperiment: boolean;
  hashUsed: boolean;
  variationId: number;
  value: Json;
  hashAttribute: string;
  hashValue: Json;
  stickyBucketUsed: boolean;
  bucket?: number;
  name?: string;
  passthrough?: boolean;
}

export type FeatureSource =
  | "defaultValue"
  | "experiment"
  | "force"
  | "override"
  | "unknownFeature"
  | "prerequisite"
  | "cyclicPrerequisite";

export interface FeatureResult {
  value: Json;
  on: boolean;
  off: boolean;
  source: FeatureSource;
  ruleId: string;
  experiment?: GrowthbookExperiment;
  experimentResult?: ExperimentResult;
}
