import type { EventRow, ExposureRow } from "@attune/engine/ports/analytics";
import type { Engine } from "@attune/engine/runtime/engine";
import { entryRows } from "@attune/engine/runtime/entry-rows";
import { kindOfMetric } from "@attune/measure/metric/metric-sums";
import type { Metric } from "@attune/model/metric";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { createMemoryAnalytics } from "@attune/store/memory/analytics";
import { metricQuestion, sumsOf, windowOf } from "../report/metric-question.ts";
import { samplePeople } from "./sample-people.ts";

/** A metric over the people who came by in the weeks before, each from their first visit on: as a tactic will be measured. */
export interface MetricBefore {
  value: number | Undetermined;
  /** Of single people; absent for shares and ratios, and where there is no value. */
  standardDeviation?: number;
  people: number;
}

export interface MetricsBefore {
  /** The first visits that count, epoch milliseconds; what people did until now counts. */
  beginAt: number;
  /** In the order in which they were asked for. */
  values: MetricBefore[];
}

/** Visits that begin a window, in days before it. */
const entryDays = 28;
const fewestPeople = 20;
const mostSampled = 2_000;
const mostEvents = 500;
const dayMs = 24 * 3_600_000;
const name = "before";

/**
 * Takes a sample of people's own histories, so that any metric can be asked for what it was. A person counts from their first event of the
 * four weeks that end one window before now, for one window. Linear in the events of the sample.
 */
export async function metricsBefore(
  engine: Engine,
  asked: ReadonlyArray<{ metric: Metric; windowDays: number }>,
  now: number,
): Promise<MetricsBefore> {
  const longest = asked.reduce((most, { metric, windowDays }) => Math.max(most, windowOf(metric, windowDays)), 0);
  const endAt = now - longest * dayMs;
  const beginAt = endAt - entryDays * dayMs;
  const events: EventRow[] = [];
  const exposures: ExposureRow[] = [];
  const { log } = engine.stores;
  const { timeZone } = engine.business();
  await samplePeople(engine, mostSampled, async ({ profileId, lastSeenAt, merges }) => {
    if (lastSeenAt < beginAt) return;
    const ids = [profileId, ...merges.map((merge) => merge.profileId)];
    const offsets = (await Promise.all(ids.map((id) => log.offsetsOf(id)))).flat().sort((a, b) => a - b);
    const rows = [...entryRows(await log.at(offsets.slice(-mostEvents)), timeZone).events];
    const own = rows
      .map((row) => ({ ...row, profileId }))
      .filter(({ at, actor }) => actor === "person" && at >= beginAt);
    const first = own.reduce((earliest, { at }) => Math.min(earliest, at), Number.POSITIVE_INFINITY);
    if (!(first < endAt)) return;
    events.push(...own);
    exposures.push(entryOf(profileId, first));
  });
  const analytics = createMemoryAnalytics();
  await analytics.insert({ events, exposures, people: [] }, name);
  // Tactics often have the same goal: what is the same is asked once.
  const answers = new Map<string, Promise<MetricBefore>>();
  const answerTo = async (metric: Metric, windowDays: number): Promise<MetricBefore> => {
    const question = metricQuestion(metric, { tacticId: name, windowDays }, []);
    const [row] = await analytics.query("metric-sums", question);
    return row === undefined ? tooFew(0) : read(metric, sumsOf(row));
  };
  const values = asked.map(({ metric, windowDays }) => {
    const key = `${windowDays} ${metric.metricId}`;
    const answer = answers.get(key) ?? answerTo(metric, windowDays);
    answers.set(key, answer);
    return answer;
  });
  return { beginAt, values: await Promise.all(values) };
}

function entryOf(profileId: string, at: number): ExposureRow {
  const nowhere = { offset: 0, decisionId: "", placementId: "", variantId: "", propensity: 1, device: "" };
  return { ...nowhere, profileId, at, day: Math.floor(at / dayMs), tacticId: name, arm: "exposed", channel: "" };
}

function read(metric: Metric, sums: ReturnType<typeof sumsOf>): MetricBefore {
  const { people, numerator, denominator, numeratorSquares } = sums;
  if (people < fewestPeople) return tooFew(people);
  const kind = kindOfMetric(metric);
  if (kind === "ratio") {
    if (denominator > 0) return { value: numerator / denominator, people };
    const reason = "Nobody in the weeks before had anything to divide by.";
    return { value: undetermined("no-denominator", reason), people };
  }
  const value = numerator / people;
  if (kind === "proportion") return { value, people };
  return { value, people, standardDeviation: Math.sqrt(Math.max(0, numeratorSquares / people - value * value)) };
}

function tooFew(people: number): MetricBefore {
  const reason = `${people} people came by in the weeks before; a baseline needs at least ${fewestPeople}.`;
  return { value: undetermined("too-few-people", reason), people };
}
