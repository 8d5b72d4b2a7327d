import type { Json } from "@attune/model/json";
import type { AnalyticsRows, AnswerRow } from "./analytics-rows.ts";
import { personHistories, personRows } from "./person-histories.ts";
import { rolloutZeros } from "./rollout-histories.ts";

const mostVisits = 100;

interface Moment {
  at: number;
  name: string | null;
}

/** Twin of `sql/visit-histories.sql.ts`. */
export function visitHistories(rows: AnalyticsRows, parameters: Record<string, Json>): AnswerRow[] {
  const { events, exposures } = personRows(rows);
  const zeros = rolloutZeros(rows, parameters);
  const histories = personHistories(rows, zeros, parameters);
  return histories.map((history, i) => {
    const { person, zeroAt } = zeros[i]!;
    const isWithin = ({ at }: { at: number }) => at >= zeroAt && at < zeroAt + Number(parameters.horizonMs);
    const moments: Moment[] = [
      ...(events.get(person) ?? []).filter(isWithin).map(({ at, name }) => ({ at, name })),
      ...(exposures.get(person) ?? []).filter(isWithin).map(({ at }) => ({ at, name: null })),
    ].sort((a, b) => a.at - b.at);
    return { ...history, visits: visitsOf(moments, Number(parameters.gapMs), parameters.signal) };
  });
}

function visitsOf(moments: readonly Moment[], gapMs: number, signal: Json | undefined): string[][] {
  const visits: Moment[][] = [];
  for (const moment of moments) {
    const last = visits.at(-1);
    if (last === undefined || moment.at - last.at(-1)!.at > gapMs) visits.push([moment]);
    else last.push(moment);
  }
  return visits.slice(0, mostVisits).map((visit) => {
    const named = (name: Json | undefined) => visit.filter((moment) => moment.name === name);
    return [
      `${visit[0]!.at}`,
      `${visit.filter(({ name }) => name !== null).length}`,
      `${named("Product Viewed").length}`,
      `${named("Product Added").length}`,
      `${named(signal).at(-1)?.at ?? 0}`,
    ];
  });
}
