import type { EffectStudy } from "@attune/model/effect-study";
import type { Json } from "@attune/model/json";

/** What of the data a study could not use, a sentence each: rows with gaps, units that are not whole, columns that say nothing. */
export function leftOutWords({ diagnostics }: EffectStudy): string[] {
  const aliased = [...names(diagnostics.aliasedCovariates), ...names(diagnostics.aliasedColumns)];
  const constant = names(diagnostics.constantColumns);
  const rare = names(diagnostics.rareColumns);
  return [
    counted(diagnostics.missingRows, "left out for a missing value", "row"),
    counted(diagnostics.droppedUnits, "left out, because a period or an outcome of theirs is missing", "unit"),
    counted(diagnostics.alwaysTreatedUnits, "left out, because they are treated from the first period on", "unit"),
    constant.length === 0 ? null : `Not used, because every row has the same value there: ${constant.join(", ")}.`,
    rare.length === 0 ? null : `Not used, because too few rows differ there to learn from: ${rare.join(", ")}.`,
    aliased.length === 0
      ? null
      : `Not used, because the columns before determine them (collinear): ${aliased.join(", ")}.`,
  ].filter((sentence) => sentence !== null);
}

function names(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}

function counted(value: Json | undefined, what: string, noun: string): string | null {
  if (typeof value !== "number" || value === 0) return null;
  return `${value.toLocaleString("en")} ${noun}${value === 1 ? "" : "s"} ${what}.`;
}
