import {
  type CohortOptions,
  type CohortReport,
  type CustomerGroup,
  cohortReport,
  type GroupReport,
  type GroupValue,
} from "@attune/forecast/cohort/cohort-report";
import { createRng } from "@attune/math/rng";
import type { ArmEstimate } from "@attune/measure/experiment/arm-estimate";
import { fiellerLift } from "@attune/measure/experiment/fieller";
import { lifetimeArm } from "@attune/measure/experiment/lifetime-arm";
import { independentPair } from "@attune/measure/experiment/pair-estimate";
import { welch } from "@attune/measure/experiment/welch";
import type { Effect, Lift } from "@attune/model/report";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { dayNamed } from "./lifetime-study.ts";
import { type PurchaseInput, readPurchases } from "./purchase-input.ts";

export interface CohortChoices extends Omit<CohortOptions, "asOfDay"> {
  /** Columns of the file; from the store `channel` and `arm`. */
  by: string[];
  /** Last day that counts; null: the last of the purchases. */
  asOf: string | null;
  seed: string;
}

export interface CohortStudy {
  kind: "cohort";
  input: Exclude<PurchaseInput, { kind: "summary" }>;
  choices: CohortChoices;
}

/** The report, and what personalization did to what customers are worth where arms are known. */
export interface CohortAnswer extends CohortReport {
  /** Lifetime value, paid so far plus predicted, of the treated against the held out; the model's error is in the interval. */
  personalization: { effect: Effect | Undetermined; lift: Lift | Undetermined } | Undetermined;
  warnings: string[];
}

/** More different words than this in a column make no groups. */
const mostGroups = 20;

/** Throws `bad-request` for what cannot be read or was chosen wrong. */
export function carryOutCohort({ input, choices }: CohortStudy): CohortAnswer {
  const { log, notes } = readPurchases(input);
  const asOfDay = choices.asOf === null ? null : dayNamed(choices.asOf);
  const tooMany: string[] = [];
  const groups: CustomerGroup[] = [{ by: "all", value: "all", members: null }];
  for (const [by, words] of wordsByCustomer(input, choices.by)) {
    const found = groupsOf(by, words);
    if (found.length > mostGroups)
      tooMany.push(`${by} has ${found.length} different words: at most ${mostGroups} make groups.`);
    else groups.push(...found);
  }
  const report = cohortReport(log, groups, { ...choices, asOfDay }, createRng(choices.seed));
  return { ...report, personalization: personalizationOf(report.groups), warnings: [...notes, ...tooMany] };
}

/** For each column, the word of each customer: that of the first row that has one. */
function wordsByCustomer(input: CohortStudy["input"], by: readonly string[]): Map<string, Map<string, string>> {
  if (input.kind === "store") {
    const wordsOf = (name: "channel" | "arm") =>
      new Map(input.rows.flatMap((row) => (row[name] === "" ? [] : [[String(row.personId), String(row[name])]])));
    return new Map([
      ["channel", wordsOf("channel")],
      ["arm", wordsOf("arm")],
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

function groupsOf(by: string, words: ReadonlyMap<string, string>): CustomerGroup[] {
  const members = new Map<string, Set<string>>();
  for (const [customer, word] of words) {
    const known = members.get(word);
    if (known === undefined) members.set(word, new Set([customer]));
    else known.add(customer);
  }
  return [...members].sort(([a], [b]) => (a < b ? -1 : 1)).map(([value, of]) => ({ by, value, members: of }));
}

function personalizationOf(groups: readonly GroupReport[]): CohortAnswer["personalization"] {
  const arm = (value: string) => groups.find((group) => group.by === "arm" && group.value === value);
  const treated = arm("treated");
  const control = arm("global-holdout");
  if (treated === undefined || control === undefined)
    return undetermined(
      "no-holdout",
      "There are no customers of a column arm with the words treated and global-holdout.",
    );
  const [a, b] = [armOf(treated.worth), armOf(control.worth)];
  if (isUndetermined(a)) return a;
  if (isUndetermined(b)) return b;
  const pair = independentPair(a, b);
  if (isUndetermined(pair)) return { effect: pair, lift: pair };
  const { estimate, standardError, interval, pValue } = welch(pair, 0.05);
  return { effect: { estimate, standardError, interval, pValue }, lift: fiellerLift(pair, 0.05) };
}

function armOf(worth: GroupValue | Undetermined): ArmEstimate | Undetermined {
  if (isUndetermined(worth)) return worth;
  const { n, sum, sumSquares, predictionVariance } = worth.statistics;
  return lifetimeArm({ value: { n, sum, sumSquares }, predictionVariance: predictionVariance ?? Number.NaN });
}
