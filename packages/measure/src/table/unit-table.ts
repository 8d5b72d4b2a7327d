import { AttuneError } from "@attune/model/errors";
import type { CsvReceiver } from "./csv-scanner.ts";

/** Which columns of a file mean what. */
export interface UnitTablePlan {
  /** Null: every row is a unit of its own. */
  unit: string | null;
  variant: string;
  /** Numeric columns; the rows of a unit are summed. */
  values: readonly string[];
  /** Columns whose first value of a unit is its segment. */
  segments: readonly string[];
  /** The one of `segments` in which all rows of a unit must agree: the cluster that was randomized. */
  cluster?: string;
  /** A column of ISO dates or times; a unit belongs to its first day. */
  date?: string;
}

/** One row per unit: its variant, the sums of its values, its segments. */
export interface UnitTable {
  rows: number;
  units: number;
  variants: string[];
  /** variantOf[unit] is an index into `variants`. */
  variantOf: Uint32Array;
  values: ReadonlyMap<string, Float64Array>;
  segments: ReadonlyMap<string, { values: string[]; codes: Uint32Array }>;
  /** The first day of each unit, as positions in `days`, which are in order; null without a date column. */
  firstDays: { days: string[]; codes: Uint32Array } | null;
  /** Units that were seen in more than one variant; they stay in their first. */
  crossovers: number;
  /** Cells without a value, per column; they add nothing. */
  missing: ReadonlyMap<string, number>;
  /** Columns whose every cell is 0 or 1: flags, of which a unit needs one to count. */
  flags: ReadonlySet<string>;
}

/** Collects rows into units; `finish` hands the table over. */
export interface UnitTableBuilder extends CsvReceiver {
  finish(): UnitTable;
}

/** A builder for `createCsvScanner`. Throws at a column that is not there and at a value that is not a finite number, with its line. */
export function createUnitTableBuilder(plan: UnitTablePlan): UnitTableBuilder {
  const indexOfUnit = new Map<string | number, number>();
  const variants = createNames();
  const segments = plan.segments.map((name) => ({ name, names: createNames(), codes: new Uint32Array(1024) }));
  let variantOf = new Uint32Array(1024);
  let crossed = new Uint8Array(1024);
  const sums = plan.values.map(() => new Float64Array(1024));
  const missing = plan.values.map(() => 0);
  const isFlag = plan.values.map(() => true);
  let rows = 0;
  let units = 0;
  const firstSegment = 2 + plan.values.length;
  const clusterSlot = plan.cluster === undefined ? -1 : plan.segments.indexOf(plan.cluster);
  const dateSlot = firstSegment + plan.segments.length;
  const days = createNames();
  let dayOf = new Uint32Array(1024);

  function grow(): void {
    const capacity = variantOf.length * 2;
    variantOf = copyInto(new Uint32Array(capacity), variantOf);
    crossed = copyInto(new Uint8Array(capacity), crossed);
    dayOf = copyInto(new Uint32Array(capacity), dayOf);
    sums.forEach((array, i) => {
      sums[i] = copyInto(new Float64Array(capacity), array);
    });
    for (const segment of segments) segment.codes = copyInto(new Uint32Array(capacity), segment.codes);
  }

  function addUnit(cells: string[], key: string | number, variant: number): number {
    const index = units;
    units += 1;
    if (index === variantOf.length) grow();
    if (plan.unit !== null) indexOfUnit.set(typeof key === "string" ? ownCopy(key) : key, index);
    variantOf[index] = variant;
    for (let s = 0; s < segments.length; s++) {
      segments[s]!.codes[index] = segments[s]!.names.indexOf(cells[firstSegment + s]!);
    }
    return index;
  }

  function requireSameCluster(cells: string[], index: number, line: number): void {
    const { names, codes } = segments[clusterSlot]!;
    const cluster = cells[firstSegment + clusterSlot]!;
    const first = names.list[codes[index]!]!;
    if (cluster === first) return;
    throw new AttuneError(
      "bad-request",
      `Line ${line}: the unit "${cells[0]}" is in cluster "${first}" and in "${cluster}"; leave the unit out, and every row counts as one.`,
      { path: "cluster" },
    );
  }

  return {
    header(names) {
      return [
        plan.unit ?? plan.variant,
        plan.variant,
        ...plan.values,
        ...plan.segments,
        ...(plan.date === undefined ? [] : [plan.date]),
      ].map((name) => {
        const position = names.indexOf(name);
        if (position === -1) throw new AttuneError("bad-request", `There is no column "${name}"; ${told(names)}.`);
        if (names.lastIndexOf(name) === position) return position;
        throw new AttuneError("bad-request", `The file has two columns "${name}", and it is not clear which is meant.`);
      });
    },

    row(cells, line) {
      rows += 1;
      const key = plan.unit === null ? rows : unitKey(cells[0]!);
      if (key === "") throw new AttuneError("bad-request", `Line ${line}: column "${plan.unit}" is empty.`);
      if (cells[1] === "") throw new AttuneError("bad-request", `Line ${line}: column "${plan.variant}" is empty.`);
      const variant = variants.indexOf(cells[1]!);
      const known = plan.unit === null ? undefined : indexOfUnit.get(key);
      if (known !== undefined && clusterSlot !== -1) requireSameCluster(cells, known, line);
      const index = known ?? addUnit(cells, key, variant);
      if (plan.date !== undefined) {
        const day = toDay(cells[dateSlot]!, plan.date, line);
        if (known === undefined || day < days.list[dayOf[index]!]!) dayOf[index] = days.indexOf(day);
      }
      if (variantOf[index] !== variant) crossed[index] = 1;
      for (let v = 0; v < sums.length; v++) {
        const cell = cells[2 + v]!;
        if (cell === "") {
          missing[v]! += 1;
          continue;
        }
        const value = toNumber(cell, plan.values[v]!, line);
        if (value !== 0 && value !== 1) isFlag[v] = false;
        sums[v]![index]! += value;
      }
    },

    finish() {
      if (units === 0) throw new AttuneError("bad-request", "The file has a header but no rows.");
      indexOfUnit.clear();
      return {
        rows,
        units,
        variants: variants.list,
        variantOf: variantOf.subarray(0, units),
        values: new Map(plan.values.map((name, v) => [name, sums[v]!.subarray(0, units)])),
        segments: new Map(
          segments.map(({ name, names, codes }) => [name, { values: names.list, codes: codes.subarray(0, units) }]),
        ),
        firstDays: plan.date === undefined ? null : inOrder(days.list, dayOf.subarray(0, units)),
        crossovers: crossed.subarray(0, units).reduce((count, flag) => count + flag, 0),
        missing: new Map(plan.values.map((name, v) => [name, missing[v]!])),
        flags: new Set(plan.values.filter((_, v) => isFlag[v])),
      };
    },
  };
}

/** The names of a header for a message: not all of a hundred, and no bytes that a terminal would obey, of a file that is no text. */
function told(names: readonly string[]): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (names.some((name) => /[\u0000-\u0008\u000e-\u001f\ufffd]/.test(name))) return "the file does not look like text";
  const first = names.slice(0, 30).join(", ").slice(0, 1_000);
  return names.length > 30 ? `the file has ${first} and ${names.length - 30} more` : `the file has ${first}`;
}

/** Ids that are plain integers are kept as numbers, which are smaller and faster to find; `007` is not `7`. */
function unitKey(cell: string): string | number {
  const length = cell.length;
  if (length === 0 || length > 9) return cell;
  let value = 0;
  for (let i = 0; i < length; i++) {
    const digit = cell.charCodeAt(i) - 48;
    if (digit < 0 || digit > 9 || (digit === 0 && i === 0 && length > 1)) return cell;
    value = value * 10 + digit;
  }
  return value;
}

/** A string that does not keep alive the piece of the file that it was cut from. */
function ownCopy(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}

function copyInto<T extends Uint32Array | Uint8Array | Float64Array>(target: T, source: T): T {
  target.set(source);
  return target;
}

/** Names in order of first sight. The last one is remembered, because rows come in runs. */
function createNames(): { list: string[]; indexOf(name: string): number } {
  const list: string[] = [];
  const positions = new Map<string, number>();
  return {
    list,
    indexOf(name) {
      let position = positions.get(name);
      if (position === undefined) {
        position = list.length;
        list.push(name);
        positions.set(name, position);
      }
      return position;
    },
  };
}

/** Days sorted, and the units' positions among them. */
function inOrder(list: readonly string[], codes: Uint32Array): { days: string[]; codes: Uint32Array } {
  const days = [...list].sort();
  const position = Uint32Array.from(list, (day) => days.indexOf(day));
  return { days, codes: codes.map((code) => position[code]!) };
}

/** The calendar day of an ISO date or time, as it is written. */
function toDay(cell: string, column: string, line: number): string {
  if (/^\d{4}-\d{2}-\d{2}/.test(cell)) return cell.slice(0, 10);
  throw new AttuneError(
    "bad-request",
    `Line ${line}: column "${column}" holds "${cell}", which is no date like 2026-01-31.`,
    {
      path: column,
    },
  );
}

/** Fourth powers of larger numbers are no numbers any more; those of numbers below 1/largest are zero, and so count they. */
const largest = 1e75;

/** A finite number; `true` and `false` count as 1 and 0. */
function toNumber(cell: string, column: string, line: number): number {
  if (cell.length === 1) {
    const digit = cell.charCodeAt(0) - 48;
    if (digit >= 0 && digit <= 9) return digit;
  }
  const value = Number(cell);
  if (Math.abs(value) <= largest && cell.trim() !== "") return Math.abs(value) < 1 / largest ? 0 : value;
  const word = cell.trim().toLowerCase();
  if (word === "true") return 1;
  if (word === "false") return 0;
  throw new AttuneError(
    "bad-request",
    `Line ${line}: column "${column}" holds "${cell}", which is ${Math.abs(value) > largest && value !== Infinity && value !== -Infinity ? "too large a number to compute with" : "not a finite number"}.`,
    {
      path: column,
    },
  );
}
