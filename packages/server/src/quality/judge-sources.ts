import { dayMs, hourMs } from "@attune/math/time-units";
import type {
  Freshness,
  QualityDimension,
  QualityGap,
  QualityScore,
  SourceAudit,
  SourceQuality,
} from "@attune/model/source-audit";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { actionFor } from "./quality-actions.ts";

/** What is known of one source over the days looked at. Counts of events that people caused. */
export interface SourceFacts {
  source: string;
  events: number;
  people: number;
  identifiedEvents: number;
  firstReceivedAt: number;
  lastReceivedAt: number;
  receivedDays: number;
  lateEvents: number;
  orders: number;
  ordersWithoutId: number;
  ordersWithoutItems: number;
  ordersWithoutAmount: number;
  repeatedOrders: number;
  itemEvents: number;
  itemEventsWithoutItem: number;
  visitEvents: number;
  visitEventsWithoutDevice: number;
  repeatedEvents: number;
  /** By code. */
  quarantined: Record<string, number>;
  /** Of its latest events. */
  sample: SourceSample;
}

/** What the log tells of the latest events of a source. */
export interface SourceSample {
  events: number;
  /** Those of people of whom something is known by which another source could know them: no mere browser or device. */
  reachable: number;
  /** Those of people of whom any choice about their data is known. */
  consentKnown: number;
  /** Those of people who had refused analytics. */
  refused: number;
}

/** How much a dimension counts: what makes reports wrong counts more than what makes them poor. */
const weights: Record<QualityDimension, number> = {
  completeness: 1.5,
  timeliness: 1,
  identifiers: 1.5,
  duplicates: 1.5,
  schema: 1.5,
  consent: 1,
};

const gapsTold = 3;
/** Smaller faults are no gap. */
const goodEnough = 0.98;
/** A source that sent on so many days has a rhythm. */
const daysOfRhythm = 3;
const leastSilenceHours = 24;

/**
 * Judges every source, and names the three worst gaps: those that spoil most, which is the share that is wrong times its weight times the
 * square root of the source's share of events (so that a small source that is all wrong still comes before a great one that is nearly right).
 * @param limits hours of silence that a source may keep, by its name, where the playbook says so
 */
export function judgeSources(
  facts: readonly SourceFacts[],
  limits: Readonly<Record<string, number>>,
  now: number,
  days: number,
): SourceAudit {
  const total = facts.reduce((sum, { events }) => sum + events, 0);
  const sources = facts.map((source) => judgeSource(source, limits[source.source], now));
  const gaps = sources.flatMap((quality) => gapsOf(quality, total));
  gaps.sort((a, b) => b.weight - a.weight);
  return {
    schema: "attune.collect.audit/1",
    computedAt: new Date(now).toISOString(),
    days,
    sources,
    gaps: gaps.slice(0, gapsTold).map(({ gap }) => gap),
  };
}

function judgeSource(facts: SourceFacts, limitHours: number | undefined, now: number): SourceQuality {
  const freshness = freshnessOf(facts, limitHours, now);
  const scores: QualityScore[] = [
    { dimension: "completeness", ...completeness(facts) },
    { dimension: "timeliness", ...timeliness(facts, freshness) },
    { dimension: "identifiers", ...identifiers(facts) },
    { dimension: "duplicates", ...duplicates(facts) },
    { dimension: "schema", ...schema(facts) },
    { dimension: "consent", ...consent(facts) },
  ];
  const known = scores.flatMap(({ dimension, score }) => (isUndetermined(score) ? [] : [{ dimension, score }]));
  const weight = known.reduce((sum, { dimension }) => sum + weights[dimension], 0);
  return {
    source: facts.source,
    events: facts.events,
    people: facts.people,
    firstReceivedAt: new Date(facts.firstReceivedAt).toISOString(),
    lastReceivedAt: new Date(facts.lastReceivedAt).toISOString(),
    score: known.reduce((sum, { dimension, score }) => sum + weights[dimension] * score, 0) / weight,
    scores,
    freshness,
  };
}

type Judged = Omit<QualityScore, "dimension">;

function completeness(facts: SourceFacts): Judged {
  const parts: Array<[lacking: number, of: number, what: string]> = [
    [facts.ordersWithoutId, facts.orders, "orders without an order id"],
    [facts.ordersWithoutItems, facts.orders, "orders without products"],
    [facts.ordersWithoutAmount, facts.orders, "orders without an amount"],
    [facts.itemEventsWithoutItem, facts.itemEvents, "product events without a product"],
    [facts.visitEventsWithoutDevice, facts.visitEvents, "visits without a device"],
  ];
  const asked = parts.reduce((sum, [, of]) => sum + of, 0);
  if (asked === 0) return { score: undetermined("nothing-asked", nothingAsked), evidence: nothingAsked };
  const lacking = parts.reduce((sum, [count]) => sum + count, 0);
  const told = parts.flatMap(([count, of, what]) => (count === 0 ? [] : [`${amount(count)} of ${amount(of)} ${what}`]));
  return { score: 1 - lacking / asked, evidence: told.length === 0 ? "nothing lacks" : told.join(", ") };
}

const nothingAsked = "it sends no events of which more is asked than a name";

function timeliness({ events, lateEvents, source }: SourceFacts, freshness: Freshness): Judged {
  if (isOfFile(source)) return unknown("one-time", "a file tells of the past");
  const stale = freshness.state === "stale" ? `silent for ${Math.round(freshness.silentHours)} hours; ` : "";
  return {
    score: freshness.state === "stale" ? 0 : 1 - lateEvents / events,
    evidence: `${stale}${amount(lateEvents)} of ${amount(events)} events came more than an hour late`,
  };
}

function identifiers({ identifiedEvents, events, sample }: SourceFacts): Judged {
  if (sample.events === 0) return unknown("no-sample", "its events are no longer in the log");
  return {
    score: sample.reachable / sample.events,
    evidence: `${percent(sample.reachable / sample.events)} of its latest ${amount(sample.events)} events are of people known by a user id, an e-mail address, a phone number or a loyalty id; ${percent(identifiedEvents / events)} of all name a user id themselves`,
  };
}

function duplicates({ repeatedEvents, repeatedOrders, events }: SourceFacts): Judged {
  return {
    score: 1 - Math.max(repeatedEvents, repeatedOrders) / events,
    evidence: `${amount(repeatedEvents)} events say what another one says, ${amount(repeatedOrders)} orders came under an order id that was there`,
  };
}

function schema({ quarantined, events }: SourceFacts): Judged {
  const codes = Object.entries(quarantined).sort(([, a], [, b]) => b - a);
  const count = codes.reduce((sum, [, of]) => sum + of, 0);
  const told = codes.slice(0, 3).map(([code, of]) => `${code} ${amount(of)}`);
  return {
    score: events / (events + count),
    evidence: count === 0 ? "none in quarantine" : `${amount(count)} in quarantine (${told.join(", ")})`,
  };
}

function consent({ sample }: SourceFacts): Judged {
  if (sample.events === 0) return unknown("no-sample", "its events are no longer in the log");
  const refused = sample.refused === 0 ? "" : `; ${amount(sample.refused)} of people who refuse analytics`;
  return {
    score: (sample.consentKnown - sample.refused) / sample.events,
    evidence: `${percent(sample.consentKnown / sample.events)} of its latest ${amount(sample.events)} events are of people whose choice is known${refused}`,
  };
}

/** Where the playbook says nothing: three times the mean time between days on which it sent, and a day at least. */
function freshnessOf(
  { source, firstReceivedAt, lastReceivedAt, receivedDays }: SourceFacts,
  declaredHours: number | undefined,
  now: number,
): Freshness {
  const silentHours = Math.max(0, now - lastReceivedAt) / hourMs;
  const state = (limitHours: number) => (silentHours > limitHours ? "stale" : "fresh");
  if (declaredHours !== undefined) return { state: state(declaredHours), silentHours, limitHours: declaredHours };
  if (isOfFile(source)) return { state: "one-time", silentHours, limitHours: null };
  if (receivedDays < daysOfRhythm) return { state: "unknown", silentHours, limitHours: null };
  const spanDays = (lastReceivedAt - firstReceivedAt) / dayMs;
  const limitHours = Math.max(leastSilenceHours, (3 * 24 * spanDays) / (receivedDays - 1));
  return { state: state(limitHours), silentHours, limitHours };
}

function isOfFile(source: string): boolean {
  return source.startsWith("import:");
}

function gapsOf({ source, events, scores }: SourceQuality, total: number): Array<{ gap: QualityGap; weight: number }> {
  return scores.flatMap(({ dimension, score, evidence }) => {
    if (isUndetermined(score) || score >= goodEnough) return [];
    const lost = 1 - score;
    const gap = { source, dimension, score, events: Math.round(lost * events), evidence };
    return [
      {
        gap: { ...gap, action: actionFor(dimension, source, evidence) },
        weight: lost * weights[dimension] * Math.sqrt(events / total),
      },
    ];
  });
}

function unknown(code: string, evidence: string): { score: Undetermined; evidence: string } {
  return { score: undetermined(code, evidence), evidence };
}

function amount(count: number): string {
  return count.toLocaleString("en");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(share > 0.995 && share < 1 ? 1 : 0)} %`;
}
