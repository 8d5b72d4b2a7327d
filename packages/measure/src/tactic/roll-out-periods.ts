import type { Assumption } from "@attune/model/effect-study";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { short } from "../observational/short-number.ts";

/** Of whom it is asked when they were rolled out. */
interface RolledOutPerson {
  group: string;
  exposedAt: number | null;
}

/** The periods of a panel, and what was stated of its groups. */
export interface RollOut {
  fromMs: number;
  periodMs: number;
  periods: number;
  /** When groups were rolled out, as stated; null: never. Groups that are not named are found from the exposures. */
  rolledOutAt?: readonly (readonly [group: string, at: number | null])[];
}

/**
 * The period in which each group was rolled out; null for never. As stated, else found: a group counts as rolled out once a tenth of those who will ever be
 * exposed in it are; as never where fewer than a fifth of the share of the most exposed group ever are: people of a group use other devices too.
 */
export function rollOutPeriods(
  people: readonly RolledOutPerson[],
  { fromMs, periodMs, periods, rolledOutAt = [] }: RollOut,
): Map<string, number | null> | Undetermined {
  const found = periodsFound(people, { fromMs, periodMs });
  for (const [group, at] of rolledOutAt) {
    if (!found.has(group)) {
      return undetermined("unknown-group", `There is no group "${group}"; there are ${[...found.keys()].join(", ")}.`);
    }
    const period = at === null ? null : Math.floor((at - fromMs) / periodMs);
    if (period !== null && (period < 1 || period >= periods)) {
      return undetermined(
        "outside-panel",
        `${group} was rolled out ${period < 1 ? "before the second" : "after the last"} of the ${periods} periods, which last from ${dayOf(fromMs)} to ${dayOf(fromMs + periods * periodMs)}.`,
      );
    }
    found.set(group, period);
  }
  return found;
}

function periodsFound(
  people: readonly RolledOutPerson[],
  { fromMs, periodMs }: Pick<RollOut, "fromMs" | "periodMs">,
): Map<string, number | null> {
  const groups = [...new Set(people.map(({ group }) => group))].sort();
  const exposures = new Map(groups.map((group) => [group, [] as number[]]));
  const sizes = new Map<string, number>();
  for (const { group, exposedAt } of people) {
    sizes.set(group, (sizes.get(group) ?? 0) + 1);
    if (exposedAt !== null) exposures.get(group)!.push(Math.floor((exposedAt - fromMs) / periodMs));
  }
  const shareOf = (group: string) => exposures.get(group)!.length / sizes.get(group)!;
  const most = groups.reduce((share, group) => Math.max(share, shareOf(group)), 0);
  return new Map(
    groups.map((group) => {
      const periods = exposures.get(group)!.sort((a, b) => a - b);
      const isRolledOut = periods.length > 0 && shareOf(group) >= 0.2 * most;
      return [group, isRolledOut ? periods[Math.floor(0.1 * periods.length)]! : null];
    }),
  );
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** What the dates rest on, and how many were exposed against them. */
export function rollOutAssumption(
  people: readonly RolledOutPerson[],
  starts: ReadonlyMap<string, number | null>,
  { fromMs, periodMs, rolledOutAt = [] }: RollOut,
): Assumption {
  const told = [...starts].map(([group, at]) => `${group} ${at === null ? "never" : `in period ${at + 1}`}`);
  const exposed = people.filter(({ exposedAt }) => exposedAt !== null);
  const early = exposed.filter(({ group, exposedAt }) => {
    const start = starts.get(group) ?? null;
    return start === null || exposedAt! < fromMs + start * periodMs;
  });
  const share = exposed.length === 0 ? 0 : early.length / exposed.length;
  return {
    id: "roll-out-dates",
    statement: "Each group was rolled out at one time, for a reason that has nothing to do with how it was doing.",
    evidence: `${rolledOutAt.length === 0 ? "Found from the exposures" : "As stated, the rest found from the exposures"}: ${told.join(", ")}. ${short(100 * share)} % of those who met it did so where or when it was not rolled out, which pulls the effect towards 0. Few groups: what else happened to one of them then cannot be told from the tactic.`,
    status: share > 0.5 ? "fail" : "warn",
  };
}
