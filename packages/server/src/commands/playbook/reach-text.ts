import type { PlanReach, ReachUnderPlaybook } from "@attune/model/playbook-report";

/** Whom each change would have reached, before and after, and what would have been held back. */
export function reachLines({ days, people, replayed, seed, changes, notes }: PlanReach): string[] {
  if (changes.length === 0) return [];
  const sample = replayed < people ? `, a sample (${seed})` : "";
  return [
    "",
    `the last ${days} days lived again: ${count(replayed)} of ${count(people)} people who were here${sample}`,
    ...changes.flatMap(({ kind, id, before, after }) => [
      `    ${kind} ${id}: ${side(before)} now, ${side(after)} then`,
      ...(after?.heldBack ?? []).map(({ why, times }) => `        held back ${count(times)} times: ${why}`),
    ]),
    ...notes.map((note) => `    ${note}`),
  ];
}

function side(reach: ReachUnderPlaybook | null): string {
  if (reach === null) return "not there";
  const { people, interval, perPerson } = reach;
  if (perPerson === null) return "nobody";
  const range = interval === null ? "" : ` (95 %: ${interval.map(count).join(" to ")})`;
  const { mean, p95, most } = perPerson;
  return `${count(people)} people${range}, each ${mean.toFixed(1)} times (95 % of them at most ${p95}, nobody more than ${most})`;
}

function count(n: number): string {
  return n.toLocaleString("en");
}
