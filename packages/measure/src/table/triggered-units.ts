import { AttuneError } from "@attune/model/errors";
import { isUndetermined } from "@attune/model/undetermined";
import { armOf, type MetricInput } from "../experiment/metric-input.ts";
import type { UnitTable } from "./unit-table.ts";

/** The table of those units alone that have the flag. Throws where nobody has it, or everyone. */
export function triggeredUnits(table: UnitTable, column: string): UnitTable {
  const flag = table.values.get(column)!;
  const kept = Uint32Array.from([...flag.keys()].filter((unit) => flag[unit]! > 0));
  if (kept.length === 0)
    throw new AttuneError("bad-request", `Nobody has the trigger: column "${column}" is 0 for every unit.`, {
      path: "triggered",
    });
  const codes = (of: Uint32Array) => Uint32Array.from(kept, (unit) => of[unit]!);
  return {
    ...table,
    units: kept.length,
    variantOf: codes(table.variantOf),
    values: new Map([...table.values].map(([name, of]) => [name, Float64Array.from(kept, (unit) => of[unit]!)])),
    segments: new Map(
      [...table.segments].map(([name, segment]) => [name, { values: segment.values, codes: codes(segment.codes) }]),
    ),
    firstDays: table.firstDays === null ? null : { ...table.firstDays, codes: codes(table.firstDays.codes) },
  };
}

/** Means and shares of the triggered, with what their effect is diluted into: everyone's units and control. `whole` are everyone's inputs. */
export function withEveryone(
  triggered: readonly MetricInput[],
  whole: readonly MetricInput[],
  units: readonly number[],
): MetricInput[] {
  return triggered.map((metric, i) => {
    const control = armOf(whole[i]!.arms[0]!);
    if ((metric.kind !== "mean" && metric.kind !== "proportion") || isUndetermined(control)) return metric;
    return { ...metric, everyone: { units, controlValue: control.value } };
  });
}
