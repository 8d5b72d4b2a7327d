import type { Rng } from "@attune/math/rng";
import type { Estimand } from "@attune/math/weighting/balancing-weights";
import type { EffectStudy, StudyDesign } from "@attune/model/effect-study";
import { AttuneError } from "@attune/model/errors";
import type { Undetermined } from "@attune/model/undetermined";
import { didStudy } from "./did-study.ts";
import { discontinuityStudy } from "./discontinuity-study.ts";
import { instrumentStudy } from "./instrument-study.ts";
import { interruptedStudy } from "./interrupted-study.ts";
import { matchingStudy } from "./matching-study.ts";
import type { NamedColumn } from "./method-estimate.ts";
import type { OutcomeWords } from "./outcome-words.ts";
import { syntheticStudy } from "./synthetic-study.ts";
import { twoByTwoStudy } from "./two-by-two-study.ts";
import { weightingStudy } from "./weighting-study.ts";

/** A table column by column, as texts or already as numbers (NaN is missing); every column is as long. */
export type TextTable = ReadonlyMap<string, readonly string[] | Float64Array>;

/** What a study needs to be told: names of columns, and a few choices. Which of them matter depends on the design. */
export interface EffectStudyRequest {
  design: StudyDesign;
  outcome?: string;
  /** How the study calls that column in its sentences, where more is known of it than its name. */
  outcomeWords?: OutcomeWords;
  treatment?: string;
  covariates?: readonly string[];
  estimand?: Estimand;
  trim?: number;
  /** Chance assigned the treatment (weighting, matching). */
  isRandomized?: boolean;
  negativeControls?: readonly string[];
  metric?: "mahalanobis" | "propensity";
  caliper?: number;
  matches?: number;
  replacement?: boolean;
  exact?: readonly string[];
  unit?: string;
  time?: string;
  treated?: string;
  post?: string;
  firstTreated?: string;
  control?: "never" | "not-yet";
  cluster?: string;
  instruments?: readonly string[];
  controls?: readonly string[];
  treatedUnits?: readonly string[];
  treatedFrom?: string;
  running?: string;
  cutoff?: number;
  bandwidth?: number;
}

/**
 * Runs the study that a request describes on a table. Cells that are empty or `NA` are missing. Throws `bad-request` naming the option or
 * column at fault; data that cannot answer come back undetermined.
 */
export function runEffectStudy(table: TextTable, request: EffectStudyRequest, rng: Rng): EffectStudy | Undetermined {
  const read = createReader(table);
  const outcomeWords = wordsOf(request);
  const outcome = () => read.numbers("outcome", request.outcome);
  const negativeControls = () => read.many("negative-controls", request.negativeControls ?? []);
  switch (request.design) {
    case "weighting":
      return weightingStudy(
        {
          outcome: outcome(),
          outcomeWords,
          treatment: read.numbers("treatment", request.treatment),
          covariates: read.coded("covariates", request.covariates ?? []),
          estimand: request.estimand ?? "ate",
          trim: request.trim ?? 0,
          isRandomized: request.isRandomized ?? false,
          negativeControls: negativeControls(),
        },
        rng,
      );
    case "matching": {
      if (request.estimand === "overlap")
        throw new AttuneError("bad-request", "Matching estimates ate or att.", { path: "estimand" });
      return matchingStudy(
        {
          outcome: outcome(),
          outcomeWords,
          treatment: read.numbers("treatment", request.treatment),
          covariates: read.coded("covariates", request.covariates ?? []),
          estimand: request.estimand ?? "att",
          metric: request.metric ?? "mahalanobis",
          matches: request.matches ?? 1,
          replacement: request.replacement ?? true,
          ...(request.caliper === undefined ? {} : { caliper: request.caliper }),
          exactOn: request.exact ?? [],
          isRandomized: request.isRandomized ?? false,
          negativeControls: negativeControls(),
        },
        rng,
      );
    }
    case "iv":
      return instrumentStudy(
        {
          outcome: outcome(),
          outcomeWords,
          treatment: read.numbers("treatment", request.treatment),
          instruments: read.atLeastOne("instruments", request.instruments),
          controls: read.coded("controls", request.controls ?? []),
          negativeControls: negativeControls(),
        },
        rng,
      );
    case "did":
      return runDid(read, request, rng);
    case "synthetic-control": {
      const units = request.treatedUnits ?? [];
      if (units.length === 0) throw new AttuneError("bad-request", "Name the treated unit.", { path: "treated-unit" });
      return syntheticStudy(
        {
          unit: read.texts("unit", request.unit),
          time: read.times(request.time),
          outcome: outcome(),
          outcomeWords,
          treatedUnits: units,
          treatedFrom: read.point(request.treatedFrom),
          treatedFromText: request.treatedFrom!,
        },
        rng,
      );
    }
    case "discontinuity":
      if (request.cutoff === undefined)
        throw new AttuneError("bad-request", "This design needs --cutoff.", { path: "cutoff" });
      return discontinuityStudy({
        outcome: outcome(),
        outcomeWords,
        running: read.numbers("running", request.running),
        cutoff: request.cutoff,
        ...(request.bandwidth === undefined ? {} : { bandwidth: request.bandwidth }),
        negativeControls: negativeControls(),
      });
    case "interrupted":
      return interruptedStudy(
        {
          time: read.times(request.time),
          outcome: outcome(),
          outcomeWords,
          treatedFrom: read.point(request.treatedFrom),
          treatedFromText: request.treatedFrom!,
          controls: read.many("controls", request.controls ?? []),
        },
        rng,
      );
  }
}

function runDid(read: Reader, request: EffectStudyRequest, rng: Rng): EffectStudy | Undetermined {
  const outcome = read.numbers("outcome", request.outcome);
  const outcomeWords = wordsOf(request);
  const covariates = read.coded("covariates", request.covariates ?? []);
  const cluster = request.cluster === undefined ? {} : { cluster: read.texts("cluster", request.cluster) };
  if (request.firstTreated !== undefined) {
    return didStudy(
      {
        unit: read.texts("unit", request.unit),
        time: read.times(request.time),
        outcome,
        outcomeWords,
        firstTreated: read.starts(request.firstTreated),
        control: request.control ?? "never",
        covariates,
        ...cluster,
      },
      rng,
    );
  }
  const treated = read.numbers("treated", request.treated);
  return twoByTwoStudy(
    { outcome, outcomeWords, treated, post: read.numbers("post", request.post), covariates, ...cluster },
    rng,
  );
}

/** Of a column that nothing else is known of, its name. */
function wordsOf({ outcome, outcomeWords }: EffectStudyRequest): OutcomeWords | undefined {
  if (outcomeWords !== undefined || outcome === undefined) return outcomeWords;
  return { name: outcome, unit: null, currency: null };
}

interface Reader {
  texts(option: string, name: string | undefined): readonly string[];
  numbers(option: string, name: string | undefined): Float64Array;
  many(option: string, names: readonly string[]): NamedColumn[];
  /** The same, a column of words becoming one 0/1 column a word (the first left out). */
  coded(option: string, names: readonly string[]): NamedColumn[];
  atLeastOne(option: string, names: readonly string[] | undefined): NamedColumn[];
  /** Numbers, or dates as days since 1970. */
  times(name: string | undefined): Float64Array;
  /** The same, empty standing for never (0). */
  starts(name: string): Float64Array;
  point(text: string | undefined): number;
}

function createReader(table: TextTable): Reader {
  function cells(option: string, name: string | undefined): readonly string[] | Float64Array {
    if (name === undefined) throw new AttuneError("bad-request", `This design needs --${option}.`, { path: option });
    const column = table.get(name);
    if (column !== undefined) return column;
    const known = [...table.keys()].join(", ");
    throw new AttuneError("bad-request", `There is no column ${name}; the table has ${known}.`, { path: option });
  }
  function texts(option: string, name: string | undefined): readonly string[] {
    const column = cells(option, name);
    return column instanceof Float64Array ? Array.from(column, String) : column;
  }
  function numbers(option: string, name: string | undefined): Float64Array {
    const column = cells(option, name);
    if (column instanceof Float64Array) return column;
    return Float64Array.from(column, (cell, row) => numberOf(cell) ?? refuse(option, name!, cell, row));
  }
  const many = (option: string, names: readonly string[]) =>
    names.map((name) => ({ name, values: numbers(option, name) }));
  return {
    texts,
    numbers,
    many,
    coded: (option, names) =>
      names.flatMap((name) => {
        const column = cells(option, name);
        if (column instanceof Float64Array) return [{ name, values: column }];
        if (column.every((cell) => numberOf(cell) !== null)) return [{ name, values: numbers(option, name) }];
        return indicators(option, name, column);
      }),
    atLeastOne(option, names = []) {
      if (names.length === 0) throw new AttuneError("bad-request", `This design needs --${option}.`, { path: option });
      return many(option, names);
    },
    times: (name) =>
      Float64Array.from(texts("time", name), (cell, row) => pointOf(cell) ?? refuse("time", name!, cell, row)),
    starts: (name) =>
      Float64Array.from(texts("first-treated", name), (cell, row) =>
        isMissing(cell) ? 0 : (pointOf(cell) ?? refuse("first-treated", name, cell, row)),
      ),
    point(text) {
      const value = text === undefined ? null : pointOf(text);
      if (value === null)
        throw new AttuneError("bad-request", "Say from when on: a number or a date.", { path: "treated-from" });
      return value;
    },
  };
}

function refuse(option: string, name: string, cell: string, row: number): never {
  throw new AttuneError(
    "bad-request",
    `Column ${name} holds “${cell.slice(0, 40)}” in row ${row + 1}, which is no number.`,
    { path: option },
  );
}

function isMissing(cell: string): boolean {
  return cell === "" || cell === "NA" || cell === "NaN" || cell === "null";
}

/** NaN for a missing cell, null for one that is no number. */
function numberOf(cell: string): number | null {
  const text = cell.trim();
  if (isMissing(text)) return Number.NaN;
  if (text === "true" || text === "TRUE") return 1;
  if (text === "false" || text === "FALSE") return 0;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

function pointOf(cell: string): number | null {
  const number = numberOf(cell);
  if (number !== null) return number;
  const day = Date.parse(cell.trim()) / 86_400_000;
  return Number.isFinite(day) ? day : null;
}

const mostWords = 50;

function indicators(option: string, name: string, column: readonly string[]): NamedColumn[] {
  const words = [...new Set(column.filter((cell) => !isMissing(cell)))].sort();
  if (words.length > mostWords) {
    const row = column.findIndex((cell) => numberOf(cell) === null);
    const first = `holds “${column[row]!.slice(0, 40)}” in row ${row + 1}, which is no number`;
    throw new AttuneError(
      "bad-request",
      `Column ${name} ${first}; as words it has ${words.length} different ones, and at most ${mostWords} can be adjusted for.`,
      { path: option },
    );
  }
  return words.slice(1).map((word) => ({
    name: `${name}=${word}`,
    values: Float64Array.from(column, (cell) => (isMissing(cell) ? Number.NaN : cell === word ? 1 : 0)),
  }));
}
