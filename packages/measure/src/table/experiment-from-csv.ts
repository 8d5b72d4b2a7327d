import { AttuneError } from "@attune/model/errors";
import type { ExperimentReport } from "@attune/model/experiment-report";
import { type ExperimentOptions, experimentReport } from "../experiment/experiment-report.ts";
import { createCsvScanner } from "./csv-scanner.ts";
import { designOf, type ExperimentDesign, namedColumns } from "./experiment-design.ts";
import { dailySums, metricInputs, stageCounts } from "./metric-inputs.ts";
import { columnsOf, type MetricSpec } from "./metric-spec.ts";
import { triggeredUnits, withEveryone } from "./triggered-units.ts";
import { createUnitTableBuilder, type UnitTable } from "./unit-table.ts";

/** An experiment in a CSV file: which columns mean what, and how it is judged. */
export interface CsvExperiment extends ExperimentDesign {
  /** Null: every row is a unit. */
  unit: string | null;
  variant: string;
  metrics: readonly MetricSpec[];
  /** Columns by which the effects are broken down. */
  segments: readonly string[];
  /** A column of ISO dates or times: adds the effect over time and its checks. */
  date?: string;
  /** Columns of flags in the order of the funnel, after everyone: adds the effect's split over its transitions. */
  stages?: readonly string[];
  /** Planned share per variant; equal shares unless said. */
  split?: Readonly<Record<string, number>>;
  /** Planned units for method `group-sequential`, and the units at earlier looks. */
  plannedUnits?: number;
  earlierLooks?: readonly number[];
  options: Omit<ExperimentOptions, "split" | "looks">;
}

/** Takes the text of a file in pieces and ends in the report. The caller reads the file and knows its name and hash. */
export interface CsvExperimentReader {
  push(text: string): void;
  finish(source: { data: string; sha256: string }): ExperimentReport;
}

/** Reads an experiment from CSV: memory grows with units, not with rows. */
export function createCsvExperimentReader(experiment: CsvExperiment): CsvExperimentReader {
  if (experiment.metrics.length === 0)
    throw new AttuneError("bad-request", "An experiment needs a metric.", { path: "metric" });
  const stages = experiment.stages ?? [];
  const triggers = experiment.triggered === undefined ? [] : [experiment.triggered];
  const values = [...new Set([...experiment.metrics.flatMap(columnsOf), ...stages, ...triggers])];
  refuseMixedDesigns(experiment);
  const builder = createUnitTableBuilder({
    ...experiment,
    values,
    segments: namedColumns(experiment, experiment.segments),
  });
  const scanner = createCsvScanner(builder);
  return {
    push: scanner.push,
    finish(source) {
      scanner.end();
      const whole = builder.finish();
      const table = experiment.triggered === undefined ? whole : triggeredUnits(whole, experiment.triggered);
      const { options } = experiment;
      const ids = orderedIds(table.variants, options.control);
      const order = ids.map((id) => table.variants.indexOf(id));
      const units = unitsOf(table, order);
      const everyone = unitsOf(whole, order);
      const split = plannedSplit(experiment.split, ids);
      const looks = informationShares(experiment, table.units);
      const daily = dailySums(table, experiment.metrics[0]!, order);
      const design = designOf(table, experiment, order, ids);
      const plan = { ...experiment, ...options, order };
      const metrics = metricInputs(table, experiment.metrics, { ...plan, ...design.columns });
      return experimentReport(
        {
          inputs: { ...source, rows: whole.rows, units: whole.units },
          variants: ids.map((id, i) => ({ id, units: units[i]! })),
          ...(experiment.triggered === undefined
            ? { metrics }
            : {
                metrics: withEveryone(
                  metrics,
                  metricInputs(whole, experiment.metrics, { order, segments: [] }),
                  everyone,
                ),
                triggered: { column: experiment.triggered, everyone },
              }),
          ...design.told,
          crossovers: table.crossovers,
          missing: table.missing,
          ...(daily === null ? {} : { daily }),
          ...(stages.length === 0
            ? {}
            : { stages: { names: ["everyone", ...stages], counts: stageCounts(table, stages, order) } }),
        },
        { ...options, ...(split === null ? {} : { split }), ...(looks === null ? {} : { looks }) },
      );
    },
  };
}

/** Units of each variant, in the order of the report. */
function unitsOf({ variantOf }: UnitTable, order: readonly number[]): number[] {
  const counts = order.map(() => 0);
  for (const variant of variantOf) counts[order.indexOf(variant)]! += 1;
  return counts;
}

/** The control first, the others by name. */
function orderedIds(ids: readonly string[], control: string): string[] {
  const others = ids.filter((id) => id !== control).sort((a, b) => (a < b ? -1 : 1));
  return ids.includes(control) ? [control, ...others] : others;
}

function plannedSplit(split: Readonly<Record<string, number>> | undefined, ids: readonly string[]): number[] | null {
  if (split === undefined) return null;
  const unknown = Object.keys(split).find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    throw new AttuneError(
      "bad-request",
      `The split names "${unknown}", which has no units; the data hold ${ids.join(", ")}.`,
      {
        path: "split",
      },
    );
  }
  return ids.map((id) => {
    const share = split[id];
    if (share !== undefined) return share;
    throw new AttuneError("bad-request", `The split names no share for "${id}".`, { path: "split" });
  });
}

function informationShares({ plannedUnits, earlierLooks, options }: CsvExperiment, units: number): number[] | null {
  if (options.method !== "group-sequential") return null;
  if (plannedUnits === undefined) {
    throw new AttuneError("bad-request", "Method group-sequential needs the planned number of units.", {
      path: "planned-units",
    });
  }
  return [...(earlierLooks ?? []), units].map((n) => Math.min(1, n / plannedUnits));
}

/** Throws where two parts of a question exclude each other. */
function refuseMixedDesigns({
  cluster,
  strata,
  factorial,
  triggered,
  metrics,
  date,
  stages,
  options,
}: CsvExperiment): void {
  const refuse = (path: string, message: string) => {
    throw new AttuneError("bad-request", message, { path });
  };
  if (strata !== undefined && metrics.some(({ covariate }) => covariate !== undefined))
    refuse("strata", "Strata and a covariate are two adjustments for one thing; ask for one of them.");
  if (cluster !== undefined && metrics.some(({ rest }) => rest !== undefined))
    refuse("rest", "A predicted rest is told of units, not of clusters.");
  if (cluster !== undefined && (date !== undefined || (stages ?? []).length > 0))
    refuse(
      date === undefined ? "stages" : "date",
      "The effect over time and by stage is told of units that are independent of each other, which those of a cluster are not.",
    );
  if (cluster !== undefined && triggered !== undefined)
    refuse("triggered", "The effect on everyone is told of units, not of clusters: leave one of them out.");
  if (factorial !== undefined && (options.method ?? "fixed") !== "fixed")
    refuse(
      "factorial",
      "Main effects and interaction of two changes are told at a fixed horizon: leave the method out.",
    );
}
