import { AttuneError } from "@attune/model/errors";
import type { ExperimentData } from "../experiment/experiment-report.ts";
import type { SumsPlan } from "./metric-inputs.ts";
import type { UnitTable } from "./unit-table.ts";

/** What was randomized and how, beside one variant per unit. */
export interface ExperimentDesign {
  /** The column of what was randomized, where that was shops, households or periods, each with many units. */
  cluster?: string;
  /** A column known before the experiment, by which the variants are weighted to the mix of everyone. */
  strata?: string;
  /** A column of flags: who could meet the change. Only they are compared, and the effect is diluted to everyone. */
  triggered?: string;
  /** The column of a second change that was tried at the same time, and the value of those who did not get it. */
  factorial?: { column: string; control: string };
}

/** The design as the report takes it, and as the sums do. `order` and `ids` are the variants'. Throws where the data do not fit it. */
export function designOf(
  table: UnitTable,
  { cluster, strata, factorial }: ExperimentDesign,
  order: readonly number[],
  ids: readonly string[],
): { told: Pick<ExperimentData, "clusters" | "strata" | "factorial">; columns: Pick<SumsPlan, "factorOf"> } {
  if (cluster !== undefined && strata !== undefined) requireWholeClusters(table, cluster, strata);
  const second = factorial === undefined ? null : secondFactor(table, factorial, order, ids);
  return {
    told: {
      ...(cluster === undefined ? {} : { clusters: countClusters(table, cluster, order) }),
      ...(strata === undefined ? {} : { strata }),
      ...(factorial === undefined || second === null
        ? {}
        : { factorial: { ...factorial, other: second.other, counts: second.counts } }),
    },
    columns: second === null ? {} : { factorOf: second.factorOf },
  };
}

function countClusters(
  table: UnitTable,
  column: string,
  order: readonly number[],
): NonNullable<ExperimentData["clusters"]> {
  const { values, codes } = table.segments.get(column)!;
  const seen = table.variants.map(() => new Uint8Array(values.length));
  table.variantOf.forEach((variant, unit) => {
    seen[variant]![codes[unit]!] = 1;
  });
  const inVariants = values.map((_, i) => seen.reduce((sum, of) => sum + of[i]!, 0));
  return {
    column,
    counts: order.map((variant) => seen[variant]!.reduce((sum, flag) => sum + flag, 0)),
    mixed: inVariants.filter((count) => count > 1).length,
    total: values.length,
  };
}

/** A cluster is in one stratum, or its halves would pass for independent. */
function requireWholeClusters(table: UnitTable, cluster: string, strata: string): void {
  const clusters = table.segments.get(cluster)!;
  const { values, codes } = table.segments.get(strata)!;
  const first = new Int32Array(clusters.values.length).fill(-1);
  for (let unit = 0; unit < table.units; unit++) {
    const code = clusters.codes[unit]!;
    if (first[code] === -1) first[code] = codes[unit]!;
    if (first[code] === codes[unit]) continue;
    throw new AttuneError(
      "bad-request",
      `The cluster "${clusters.values[code]}" lies in the strata "${values[first[code]!]}" and "${values[codes[unit]!]}"; strata must hold whole clusters.`,
      { path: "strata" },
    );
  }
}

function secondFactor(
  table: UnitTable,
  { column, control }: { column: string; control: string },
  order: readonly number[],
  ids: readonly string[],
): { other: string; factorOf: Uint32Array; counts: [number, number, number, number] } {
  const { values, codes } = table.segments.get(column)!;
  if (ids.length !== 2)
    throw wrong(`A factorial experiment has two variants of each change; the first has ${ids.join(", ")}.`);
  if (!values.includes(control))
    throw wrong(`The column "${column}" has no value "${control}"; it holds ${values.slice(0, 30).join(", ")}.`);
  if (values.length !== 2)
    throw wrong(
      `A factorial experiment has two variants of each change; "${column}" holds ${values.slice(0, 30).join(", ")}.`,
    );
  const base = values.indexOf(control);
  const factorOf = codes.map((code) => (code === base ? 0 : 1));
  const counts: [number, number, number, number] = [0, 0, 0, 0];
  factorOf.forEach((level, unit) => {
    counts[2 * level + order.indexOf(table.variantOf[unit]!)]! += 1;
  });
  return { other: values[1 - base]!, factorOf, counts };
}

function wrong(message: string): AttuneError {
  return new AttuneError("bad-request", message, { path: "factorial" });
}

/** Every column of names that a design and its segments read, each once. */
export function namedColumns({ cluster, strata, factorial }: ExperimentDesign, segments: readonly string[]): string[] {
  return [...new Set([...segments, cluster, strata, factorial?.column].filter((column) => column !== undefined))];
}
