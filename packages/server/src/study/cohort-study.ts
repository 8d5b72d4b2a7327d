import {
  type CohortOptions,
  type CohortReport,
  type CustomerGroup,
  cohortReport,
  type GroupReport,
} from "@attune/forecast/cohort/cohort-report";
import { daysIn } from "@attune/forecast/lifetime/time-unit";
import { cohortHtml } from "@attune/forecast/report/cohort-html";
import { createRng } from "@attune/math/rng";
import type { ArmEstimate } from "@attune/measure/experiment/arm-estimate";
import { fiellerLift } from "@attune/measure/experiment/fieller";
import { lifetimeArm } from "@attune/measure/experiment/lifetime-arm";
import { independentPair } from "@attune/measure/experiment/pair-estimate";
import { welch } from "@attune/measure/experiment/welch";
import { AttuneError } from "@attune/model/errors";
import type { ScoreChoices } from "@attune/model/score";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { carryOutLifetimeEffect } from "./lifetime-effect-study.ts";
import { dayNamed } from "./lifetime-study.ts";
import { type Personalization, personalizationText } from "./personalization-text.ts";
import { type PurchaseInput, readPurchases } from "./purchase-input.ts";
import { textColumns } from "./text-columns.ts";

export interface CohortChoices extends Omit<CohortOptions, "asOfDay"> {
  /** Columns of the file; from the store always `channel` and `arm`, and `segment` where its rows tell of segments. */
  by: string[];
  /** Last day that counts; null: the last of the purchases. */
  asOf: string | null;
  seed: string;
  /** Pages that are wanted beside the report. */
  pages: readonly "html"[];
}

export interface CohortStudy {
  kind: "cohort";
  input: Exclude<PurchaseInput, { kind: "summary" }>;
  choices: CohortChoices;
  /** What `attune forecast effect` goes by, so that one definition serves both; null where only customers are known. */
  effect: EffectTerms | null;
}

interface EffectTerms {
  /** How many people met personalization in each arm, whether or not they ever bought. */
  people: Record<string, number>;
  /** Day since 1970 as of which is forecast. */
  asOfDay: number;
  model: ScoreChoices["model"];
}

/** The report, and what personalization did to what customers are worth where arms are known. */
export interface CohortAnswer extends CohortReport {
  personalization: Personalization;
  warnings: string[];
  html?: string;
}

/** More different words than this in a column make no groups. */
const mostGroups = 20;

/** Throws `bad-request` for what cannot be read or was chosen wrong. */
export function carryOutCohort({ input: given, choices, effect }: CohortStudy): CohortAnswer {
  const input = given.kind === "store" ? given : { ...given, table: textColumns(given.table) };
  const { log, notes } = readPurchases(input);
  const asOfDay = choices.asOf === null ? null : dayNamed(choices.asOf, "asOf");
  const tooMany: string[] = [];
  const groups: CustomerGroup[] = [{ by: "all", value: "all", members: null }];
  for (const [by, words] of wordsByCustomer(input, choices.by)) {
    const found = groupsOf(by, words);
    if (found.length > mostGroups)
      tooMany.push(`${by} has ${found.length} different words: at most ${mostGroups} make groups.`);
    else groups.push(...found);
  }
  const report = cohortReport(log, groups, { ...choices, asOfDay }, createRng(choices.seed));
  const personalization = effect === null ? ofCustomers(report.groups) : ofPeople(input, choices, effect);
  const warnings = [...notes, ...tooMany, ...unevenAmounts(report)];
  const page = () => cohortHtml(report, { personalization: personalizationText(personalization), warnings });
  return { ...report, personalization, warnings, ...(choices.pages.includes("html") ? { html: page() } : {}) };
}

/** Below a shape of 2 a few large amounts decide what a group seems worth. */
function unevenAmounts({ groups }: CohortReport): string[] {
  return groups.flatMap(({ by, value, worth }) =>
    isUndetermined(worth) || worth.amountShape > 2
      ? []
      : [
          `${by === "all" ? "everybody" : `${by} ${value}`}: amounts are so uneven (gamma-gamma q = ${worth.amountShape.toFixed(2)}, of at most 2) that a few large ones decide what is predicted; what was paid so far is firmer.`,
        ],
  );
}

/** Rows of the store, or a file's columns. */
type ReadInput =
  | Extract<PurchaseInput, { kind: "store" }>
  | (Extract<PurchaseInput, { kind: "transactions" }> & { table: ReadonlyMap<string, string[]> });

/** Customers and a word of theirs. */
type Words = Iterable<readonly [customer: string, word: string]>;

/** For each column, the word of each customer: that of the first row that has one. In several segments of the store one person can be at once. */
function wordsByCustomer(input: ReadInput, by: readonly string[]): Map<string, Words> {
  if (input.kind === "store") {
    const wordsOf = (name: "channel" | "arm") =>
      new Map(input.rows.flatMap((row) => (row[name] === "" ? [] : [[String(row.personId), String(row[name])]])));
    const segments = input.rows.flatMap(({ personId, segments = [] }) =>
      (segments as string[]).map((name) => [String(personId), name] as const),
    );
    return new Map<string, Words>([
      ["channel", wordsOf("channel")],
      ["arm", wordsOf("arm")],
      ["segment", segments],
    ]);
  }
  const { table, columns } = input;
  const customers = table.get(columns.customer)!;
  return new Map(
    by.map((name) => {
      const cells = table.get(name);
      const words = new Map<string, string>();
      customers.forEach((customer, i) => {
        const word = cells?.[i] ?? "";
        if (word !== "" && !words.has(customer)) words.set(customer, word);
      });
      return [name, words];
    }),
  );
}

function groupsOf(by: string, words: Words): CustomerGroup[] {
  const members = new Map<string, Set<string>>();
  for (const [customer, word] of words) {
    const known = members.get(word);
    if (known === undefined) members.set(word, new Set([customer]));
    else known.add(customer);
  }
  return [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, of]) => ({ by, value, members: of }));
}

const [treatedArm, controlArm] = ["treated", "global-holdout"] as const;

function ofPeople(
  input: ReadInput,
  { unit, horizon, discountRate, margin }: CohortChoices,
  { people, asOfDay, model }: EffectTerms,
): Personalization {
  if (input.kind !== "store") throw new AttuneError("internal", "People who never bought are in no file of orders.");
  const missing = [treatedArm, controlArm].find((arm) => input.rows.every((row) => row.arm !== arm));
  if (missing !== undefined) return undetermined("no-arms", `No customer of the store is in the arm ${missing}.`);
  const terms = { model, horizonDays: Math.round(horizon * daysIn[unit]), discountRate, margin, everyHours: 0 };
  const arms = { treated: treatedArm, control: controlArm };
  const answer = carryOutLifetimeEffect({
    kind: "lifetime-effect",
    rows: input.rows,
    people,
    asOfDay,
    choices: terms,
    ...arms,
  });
  return isUndetermined(answer) ? answer : { population: "people", ...answer };
}

function ofCustomers(groups: readonly GroupReport[]): Personalization {
  const [treated, control] = [treatedArm, controlArm].map((arm) => armOf(groups, arm));
  if (isUndetermined(treated)) return treated;
  if (isUndetermined(control)) return control;
  const population = "customers";
  const pair = independentPair(treated!, control!);
  if (isUndetermined(pair)) return { population, effect: pair, lift: pair };
  const { estimate, standardError, interval, pValue } = welch(pair, 0.05);
  return { population, effect: { estimate, standardError, interval, pValue }, lift: fiellerLift(pair, 0.05) };
}

function armOf(groups: readonly GroupReport[], arm: string): ArmEstimate | Undetermined {
  const group = groups.find(({ by, value }) => by === "arm" && value === arm);
  if (group === undefined) return undetermined("no-arms", `No customer has the word ${arm} in a column arm.`);
  if (isUndetermined(group.worth)) return group.worth;
  const { n, sum, sumSquares, predictionVariance } = group.worth.statistics;
  return lifetimeArm({ value: { n, sum, sumSquares }, predictionVariance: predictionVariance ?? Number.NaN });
}
