import type { UpliftData } from "@attune/learn/uplift/uplift-data";
import { type HistoryOutcome, historyColumns, outcomeOf } from "@attune/measure/tactic/history-columns";
import type { PersonHistory } from "@attune/measure/tactic/person-history";
import { AttuneError } from "@attune/model/errors";
import { type Undetermined, undetermined } from "@attune/model/undetermined";

/** Columns of a table from which uplift is learned. */
export interface UpliftColumns {
  treatment: string;
  control: string;
  treated: string;
  outcome: string;
  features: string[];
}

/** What counts for people of a tactic. */
export interface PersonUpliftOptions {
  outcome: HistoryOutcome;
  windowMs: number;
  lookbackMs: number;
  nowMs: number;
}

interface NamedUpliftData {
  data: UpliftData;
  features: string[];
}

/** People of a table; those whose treatment is neither value are left out. Throws `bad-request` naming the option at fault. */
export function upliftDataOfTable(table: ReadonlyMap<string, string[]>, columns: UpliftColumns): NamedUpliftData {
  const column = (option: string, name: string) => {
    const found = table.get(name);
    if (found !== undefined) return found;
    throw refused(option, `there is no column ${name}; the table has ${[...table.keys()].join(", ")}.`);
  };
  if (columns.features.length === 0) throw refused("features", "Name at least one feature.");
  const arms = column("treatment", columns.treatment);
  const rows = [...arms.keys()].filter((i) => arms[i] === columns.control || arms[i] === columns.treated);
  if (rows.length === 0)
    throw refused("treated", `no row of ${columns.treatment} is “${columns.control}” or “${columns.treated}”.`);
  const outcome = numbersOf("outcome", columns.outcome, column("outcome", columns.outcome), rows);
  const missing = outcome.findIndex((value) => Number.isNaN(value));
  if (missing !== -1) throw refused("outcome", `row ${rows[missing]! + 1} has no outcome that is a number.`);
  const features = columns.features.flatMap((name) => featureColumns(name, column("features", name), rows));
  return {
    data: {
      columns: features.map((feature) => feature.values),
      treated: Uint8Array.from(rows, (i) => (arms[i] === columns.treated ? 1 : 0)),
      outcome,
    },
    features: features.map((feature) => feature.name),
  };
}

/** People of a tactic's own holdout, with what was known of each before their first opportunity. */
export function upliftDataOfHistories(
  histories: readonly PersonHistory[],
  { outcome, windowMs, lookbackMs, nowMs }: PersonUpliftOptions,
): NamedUpliftData | Undetermined {
  const people = histories.filter(
    ({ arm, zeroAt }) => (arm === "exposed" || arm === "tactic-holdout") && zeroAt + windowMs <= nowMs,
  );
  const features = historyColumns(people, lookbackMs);
  if (features.length === 0)
    return undetermined("no-features", "Nothing that differs was known of these people before they met the tactic.");
  return {
    data: {
      columns: features.map(({ values }) => values),
      treated: Uint8Array.from(people, ({ arm }) => (arm === "exposed" ? 1 : 0)),
      outcome: Float64Array.from(people, (of) => outcomeOf(of, outcome, windowMs)),
    },
    features: features.map(({ name }) => name),
  };
}

const mostWords = 50;

/** Numbers as they are (empty is missing); words as one 0/1 column each, up to 50. */
function featureColumns(name: string, cells: readonly string[], rows: readonly number[]) {
  const isNumeric = rows.every((i) => isMissing(cells[i]!) || Number.isFinite(Number(cells[i])));
  if (isNumeric) return [{ name, values: numbersOf("features", name, cells, rows) }];
  const words = [...new Set(rows.map((i) => cells[i]!))].sort();
  if (words.length > mostWords)
    throw refused(
      "features",
      `Column ${name} has ${words.length} different words; at most ${mostWords} can be told apart.`,
    );
  return words.map((word) => ({
    name: `${name}=${word}`,
    values: Float64Array.from(rows, (i) => (cells[i] === word ? 1 : 0)),
  }));
}

function numbersOf(option: string, name: string, cells: readonly string[], rows: readonly number[]): Float64Array {
  return Float64Array.from(rows, (i) => {
    const cell = cells[i]!;
    if (isMissing(cell)) return Number.NaN;
    const value = Number(cell);
    if (Number.isFinite(value)) return value;
    throw refused(option, `column ${name} holds “${cell.slice(0, 40)}” in row ${i + 1}, which is no number.`);
  });
}

function isMissing(cell: string): boolean {
  const text = cell.trim();
  return text === "" || text === "NA" || text === "NaN" || text === "null";
}

function refused(path: string, message: string): AttuneError {
  return new AttuneError("bad-request", message, { path });
}
