import {
  type CohortOptions,
  type CohortReport,
  type CustomerGroup,
  cohortReport,
  type GroupReport,
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
import { textColumns } from "./text-columns.ts";

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
  /** How many people met personalization in each arm, whether or not they ever bought; null where only customers are known. */
  peopleByArm: Record<string, number> | null;
}

/** The report, and what personalization did to what customers are worth where arms are known. */
export interface CohortAnswer extends CohortReport {
  /**
   * Lifetime value, all that was paid so far plus what is predicted, of the treated against the held out; the model's error is in the interval.
   * Of people, buyers or not, it is causal where chance assigned the arms; of customers only if treatment did not change who became one.
   */
  personalization:
    | { population: "people" | "customers"; effect: Effect | Undetermined; lift: Lift | Undetermined }
    | Undetermined;
  warnings: string[];
}

/** More different words than this in a column make no groups. */
const mostGroups = 20;

/** Throws `bad-request` for what cannot be read or was chosen wrong. */
export function carryOutCohort({ input: given, choices, peopleByArm }: CohortStudy): CohortAnswer {
  const input = given.kind === "store" ? given : { ...given, table: textColumns(given.table) };
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
  return {
    ...report,
    personalization: personalizationOf(report.groups, peopleByArm),
    warnings: [...notes, ...tooMany, ...unevenAmounts(report)],
  };
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

/** For each column, the word of each customer: that of the first row that has one. */
function wordsByCustomer(input: ReadInput, by: readonly string[]): Map<string, Map<string, string>> {
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

function personalizationOf(
  groups: readonly GroupReport[],
  peopleByArm: Record<string, number> | null,
): CohortAnswer["personalization"] {
  const [treated, control] = ["treated", "global-holdout"].map((arm) => armOf(groups, arm, peopleByArm));
  if (isUndetermined(treated)) return treated;
  if (isUndetermined(control)) return control;
  const population = peopleByArm === null ? "customers" : "people";
  const pair = independentPair(treated!, control!);
  if (isUndetermined(pair)) return { population, effect: pair, lift: pair };
  const { estimate, standardError, interval, pValue } = welch(pair, 0.05);
  return { population, effect: { estimate, standardError, interval, pValue }, lift: fiellerLift(pair, 0.05) };
}

/** Who never bought is worth 0 and has no error of prediction. */
function armOf(
  groups: readonly GroupReport[],
  arm: string,
  peopleByArm: Record<string, number> | null,
): ArmEstimate | Undetermined {
  const group = groups.find(({ by, value }) => by === "arm" && value === arm);
  if (group === undefined) return undetermined("no-arms", `No customer has the word ${arm} in a column arm.`);
  if (isUndetermined(group.worth)) return group.worth;
  const { n, sum, sumSquares, predictionVariance } = group.worth.statistics;
  const people = Math.max(n, peopleByArm?.[arm] ?? n);
  const error = predictionVariance === null ? Number.NaN : predictionVariance * (n / people) ** 2;
  return lifetimeArm({ value: { n: people, sum, sumSquares }, predictionVariance: error });
}
