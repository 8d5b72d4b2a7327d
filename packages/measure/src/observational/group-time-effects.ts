import { doublyRobustDid, type InfluencedEffect } from "./doubly-robust-did.ts";
import type { Panel } from "./panel.ts";

/** Who serves as control at time t for those first treated at g: units never treated, or all not treated by then (nor by g − 1). */
export type ControlGroup = "never" | "not-yet";

/** The effect on those first treated at `group` in period `time`; before `group` it is a test of the trends. */
export interface GroupTimeEffect extends InfluencedEffect {
  group: number;
  time: number;
  treatedUnits: number;
  controlUnits: number;
}

export interface GroupTimeStudy {
  effects: GroupTimeEffect[];
  /** Cells that could not be estimated, with the reason. */
  missing: { group: number; time: number; reason: string }[];
  units: number;
  /** Group of each unit: its first treated period, Infinity for never. */
  groupOf: Float64Array;
  periods: Float64Array;
}

export interface GroupTimeOptions {
  panel: Panel;
  /** First treated period of each unit, Infinity for never. */
  groupOf: Float64Array;
  control: ControlGroup;
  /** `columns[j][unit * periods + period]`, read in the base period. */
  covariates?: readonly Float64Array[];
}

/**
 * Callaway and Sant'Anna's group-time effects ATT(g, t), base period g − 1 from g on and t − 1 before it. Units treated in the first period
 * teach nothing and are left out beforehand.
 * Assumes (1) parallel trends between each group and its controls (given the covariates); (2) no anticipation; (3) treatment stays on.
 * Groups × periods × units.
 * @see Callaway and Sant'Anna (2021), J. Econometrics 225, 200–230, eq. 2.4; docs/methods/difference-in-differences.md
 */
export function groupTimeEffects({ panel, groupOf, control, covariates = [] }: GroupTimeOptions): GroupTimeStudy {
  const { periods } = panel;
  const width = periods.length;
  const groups = [...new Set(groupOf)].filter(Number.isFinite).sort((a, b) => a - b);
  const effects: GroupTimeEffect[] = [];
  const missing: GroupTimeStudy["missing"] = [];
  for (const group of groups) {
    const first = periods.indexOf(group);
    for (let t = 1; t < width; t++) {
      const base = t >= first ? first - 1 : t - 1;
      const time = periods[t]!;
      const limit = control === "never" ? Number.POSITIVE_INFINITY : Math.max(time, periods[base]!);
      const rows = rowsOf(groupOf, group, control, limit);
      const treated = Uint8Array.from(rows, (unit) => (groupOf[unit] === group ? 1 : 0));
      if (treated.every((arm) => arm === 1)) {
        missing.push({ group, time, reason: "no controls are left" });
        continue;
      }
      const cells = Uint32Array.from(rows, (unit) => unit * width);
      const found = doublyRobustDid({
        change: Float64Array.from(cells, (at) => panel.outcome[at + t]! - panel.outcome[at + base]!),
        treated,
        covariates: [
          new Float64Array(rows.length).fill(1),
          ...covariates.map((column) => Float64Array.from(cells, (at) => column[at + Math.min(base, t)]!)),
        ],
      });
      if (found === null) {
        missing.push({ group, time, reason: "the covariates tell the group from its controls without error" });
        continue;
      }
      const scale = groupOf.length / rows.length;
      const influence = new Float64Array(groupOf.length);
      for (let i = 0; i < rows.length; i++) influence[rows[i]!] = scale * found.influence[i]!;
      const treatedUnits = treated.reduce((sum, arm) => sum + arm, 0);
      const controlUnits = rows.length - treatedUnits;
      effects.push({ group, time, treatedUnits, controlUnits, effect: found.effect, influence });
    }
  }
  return { effects, missing, units: groupOf.length, groupOf, periods };
}

function rowsOf(groupOf: Float64Array, group: number, control: ControlGroup, limit: number): Uint32Array {
  const rows: number[] = [];
  for (let unit = 0; unit < groupOf.length; unit++) {
    const own = groupOf[unit]!;
    const isControl = control === "never" ? own === Number.POSITIVE_INFINITY : own > limit && own !== group;
    if (own === group || isControl) rows.push(unit);
  }
  return Uint32Array.from(rows);
}

/** √(mean(influence²)/n). */
export function influenceError(influence: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < influence.length; i++) sum += influence[i]! * influence[i]!;
  return Math.sqrt(sum) / influence.length;
}
