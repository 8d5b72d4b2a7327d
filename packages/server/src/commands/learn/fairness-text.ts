import type { FairnessReport } from "@attune/learn/audit/audit-fairness";
import type { GroupCalibration } from "@attune/learn/audit/calibration-by-group";
import type { QualityByGroup } from "@attune/learn/audit/quality-by-group";
import { isUndetermined } from "@attune/model/undetermined";
import type { FairnessDocument } from "./fairness-document.ts";

const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
const score = (value: number) => value.toFixed(4);
const most = 15;

/** The audit for people: groups, before and after, and what it costs. */
export function fairnessText({ data, audit, calibration }: FairnessDocument): string {
  const lines = isUndetermined(audit) ? [audit.undetermined.reason] : auditLines(String(data.model), audit);
  return [...lines, ...calibrationLines(calibration)].join("\n");
}

function auditLines(model: string, { quality, cases, items, people }: FairnessReport): string[] {
  return [`${model}: NDCG ${score(quality)} on ${cases} questions.`, ...itemLines(items), ...peopleLines(people)];
}

function itemLines(items: FairnessReport["items"]): string[] {
  if (items === null) return [];
  const afterOf = (rows: { group: string; exposureShare: number }[], group: string) =>
    percent(rows.find((row) => row.group === group)?.exposureShare ?? 0);
  const cost = ({ difference, interval }: { difference: number; interval: { lower: number; upper: number } }) =>
    `${score(difference)} (${score(interval.lower)} to ${score(interval.upper)})`;
  return [
    "",
    `${"item group".padEnd(26)}items   interest  exposure  ratio  boosted   with floors`,
    ...items.exposure
      .slice(0, most)
      .map(
        ({ group, items: count, interestShare, exposureShare, ratio }) =>
          `${group.slice(0, 24).padEnd(26)}${String(count).padEnd(8)}${percent(interestShare).padEnd(10)}${percent(exposureShare).padEnd(10)}${(ratio === null ? "–" : ratio.toFixed(2)).padEnd(7)}${afterOf(items.boosted.after, group).padEnd(10)}${afterOf(items.floored.after, group)}`,
      ),
    ...(items.exposure.length > most ? [`… and ${items.exposure.length - most} more groups`] : []),
    `NDCG changes by ${cost(items.boosted.cost)} with boosts, by ${cost(items.floored.cost)} with floors.`,
  ];
}

function peopleLines(people: FairnessReport["people"]): string[] {
  if (people === null) return [];
  const { representation, quality, reweighed } = people;
  const meanOf = (of: QualityByGroup, group: string) => {
    const found = of.groups.find((row) => row.group === group)?.quality;
    return found === undefined || isUndetermined(found) ? "too few" : score(found.mean);
  };
  return [
    "",
    `${"people".padEnd(26)}people    interactions  representation  NDCG     reweighed`,
    ...representation
      .slice(0, most)
      .map(
        (row) =>
          `${row.group.slice(0, 24).padEnd(26)}${percent(row.peopleShare).padEnd(10)}${percent(row.interactionShare).padEnd(14)}${row.representation.toFixed(2).padEnd(16)}${meanOf(quality, row.group).padEnd(9)}${meanOf(reweighed.quality, row.group)}`,
      ),
    quality.gap === null
      ? "No two groups' qualities differ beyond doubt."
      : `${quality.gap.worse} is served worse than ${quality.gap.better} beyond doubt, by ${score(quality.gap.difference)}.`,
    `Reweighing changes NDCG by ${score(reweighed.cost.difference)} over all.`,
  ];
}

function calibrationLines(calibration: GroupCalibration[] | null): string[] {
  if (calibration === null) return [];
  return [
    "",
    `${"group".padEnd(26)}people  predicted  observed  observed − predicted`,
    ...calibration.map(({ group, people, predicted, observed, difference }) => {
      const about = isUndetermined(difference)
        ? difference.undetermined.reason
        : `${score(difference.mean)} (${score(difference.interval.lower)} to ${score(difference.interval.upper)})`;
      return `${group.slice(0, 24).padEnd(26)}${String(people).padEnd(8)}${score(predicted).padEnd(11)}${score(observed).padEnd(10)}${about}`;
    }),
  ];
}
