import type { Rng } from "@attune/math/rng";
import type { Assumption, EffectStudy } from "@attune/model/effect-study";
import type { Json } from "@attune/model/json";
import { isUndetermined, type Undetermined, undetermined } from "@attune/model/undetermined";
import { addAssumptions } from "../observational/finish-study.ts";
import { type EffectStudyRequest, runEffectStudy, type TextTable } from "../observational/run-effect-study.ts";
import { short } from "../observational/short-number.ts";
import type { HistoryOutcome } from "./history-columns.ts";
import { tacticOutcomeWords } from "./outcome-words.ts";
import { type RollOut, rollOutAssumption, rollOutPeriods } from "./roll-out-periods.ts";

/** A person of a panel: their group, and per period what they did. */
export interface PanelPerson {
  group: string;
  exposedAt: number | null;
  events: Float64Array;
  orders: Float64Array;
  revenue: Float64Array;
}

export interface PanelEffectOptions extends RollOut {
  design: "did" | "synthetic-control" | "interrupted";
  outcome: HistoryOutcome;
  /** What revenue is in; null where nothing priced has arrived. */
  currency: string | null;
  /** First period in which anybody was exposed. */
  firstExposedPeriod: number;
  request: Partial<EffectStudyRequest>;
}

/** People as the store's query `person-panel` answers them. */
export function readPanel(rows: readonly Record<string, Json>[], periods: number): PanelPerson[] {
  return rows.map((row) => {
    const person: PanelPerson = {
      group: row.groupName === "" ? "unknown" : String(row.groupName),
      exposedAt: row.exposedAt === null ? null : Number(row.exposedAt),
      events: new Float64Array(periods),
      orders: new Float64Array(periods),
      revenue: new Float64Array(periods),
    };
    for (const [period, events, orders, micros] of (row.cells ?? []) as string[][]) {
      person.events[Number(period)] = Number(events);
      person.orders[Number(period)] = Number(orders);
      person.revenue[Number(period)] = Number(micros) / 1e6;
    }
    return person;
  });
}

/**
 * The effect of a tactic from people over time: `did` by the dates on which groups (devices, channels, sources) were rolled out, person by
 * person; `synthetic-control` on groups as a whole; `interrupted` on everybody, with the number of visitors as the series that a tactic on the
 * page cannot move.
 */
export function panelEffect(
  people: readonly PanelPerson[],
  options: PanelEffectOptions,
  rng: Rng,
): EffectStudy | Undetermined {
  switch (options.design) {
    case "did":
      return didEffect(people, options, rng);
    case "synthetic-control":
      return groupEffect(people, options, rng);
    case "interrupted":
      return wholeShopEffect(people, options, rng);
  }
}

const mostPeople = 20_000;

function didEffect(people: readonly PanelPerson[], options: PanelEffectOptions, rng: Rng): EffectStudy | Undetermined {
  const { periods, outcome } = options;
  const starts = rollOutPeriods(people, options);
  if (isUndetermined(starts)) return starts;
  const step = Math.max(1, people.length / mostPeople);
  const taken = Array.from({ length: Math.min(people.length, mostPeople) }, (_, i) => people[Math.floor(i * step)]!);
  const cells = taken.length * periods;
  const values = { outcome: new Float64Array(cells), time: new Float64Array(cells), start: new Float64Array(cells) };
  const unit = new Array<string>(cells);
  taken.forEach((person, i) => {
    const start = starts.get(person.group) ?? null;
    for (let period = 0; period < periods; period++) {
      const at = i * periods + period;
      unit[at] = `p${i}`;
      values.outcome[at] = outcomeIn(person, outcome, period);
      // Periods count from 1: 0 stands for never.
      values.time[at] = period + 1;
      values.start[at] = start === null ? 0 : start + 1;
    }
  });
  const table: TextTable = new Map<string, Float64Array | string[]>([["unit", unit], ...Object.entries(values)]);
  const never = [...starts.values()].some((start) => start === null);
  const study = runEffectStudy(
    table,
    {
      control: never ? "never" : "not-yet",
      ...options.request,
      design: "did",
      outcome: "outcome",
      outcomeWords: tacticOutcomeWords(options.design, outcome, options.currency),
      unit: "unit",
      time: "time",
      firstTreated: "start",
    },
    rng,
  );
  if (isUndetermined(study)) return study;
  return addAssumptions(study, [
    rollOutAssumption(people, starts, options),
    takenAssumption(taken.length, people.length),
  ]);
}

function groupEffect(
  people: readonly PanelPerson[],
  options: PanelEffectOptions,
  rng: Rng,
): EffectStudy | Undetermined {
  const { periods, outcome } = options;
  const starts = rollOutPeriods(people, options);
  if (isUndetermined(starts)) return starts;
  const first = [...starts]
    .filter((entry): entry is [string, number] => entry[1] !== null)
    .sort((a, b) => a[1] - b[1])[0];
  if (first === undefined) return undetermined("nobody-treated", "The tactic was never shown within these periods.");
  const treatedUnits = options.request.treatedUnits ?? [first[0]];
  const start = starts.get(treatedUnits[0]!) ?? first[1];
  const donors = [...starts].filter(([group, at]) => at === null && !treatedUnits.includes(group));
  if (donors.length === 0) {
    return undetermined(
      "no-donors",
      `Every group (${[...starts.keys()].join(", ")}) was rolled out, so nobody is left to compare with.`,
    );
  }
  const groups = [...treatedUnits, ...donors.map(([group]) => group)];
  const cells = groups.flatMap((group) => {
    const own = people.filter((person) => person.group === group);
    return Array.from({ length: periods }, (_, period) => ({
      group,
      period,
      value: own.reduce((sum, person) => sum + outcomeIn(person, outcome, period), 0) / Math.max(1, own.length),
    }));
  });
  const table: TextTable = new Map<string, Float64Array | string[]>([
    ["unit", cells.map(({ group }) => group)],
    ["time", Float64Array.from(cells, ({ period }) => period + 1)],
    ["outcome", Float64Array.from(cells, ({ value }) => value)],
  ]);
  const study = runEffectStudy(
    table,
    {
      design: "synthetic-control",
      outcome: "outcome",
      outcomeWords: tacticOutcomeWords(options.design, outcome, options.currency),
      unit: "unit",
      time: "time",
      treatedUnits,
      treatedFrom: String(start + 1),
    },
    rng,
  );
  return isUndetermined(study) ? study : addAssumptions(study, [rollOutAssumption(people, starts, options)]);
}

function wholeShopEffect(
  people: readonly PanelPerson[],
  options: PanelEffectOptions,
  rng: Rng,
): EffectStudy | Undetermined {
  const { periods, outcome, firstExposedPeriod } = options;
  const over = (value: (person: PanelPerson, period: number) => number) =>
    Float64Array.from({ length: periods }, (_, period) =>
      people.reduce((sum, person) => sum + value(person, period), 0),
    );
  const table: TextTable = new Map([
    ["time", Float64Array.from({ length: periods }, (_, period) => period + 1)],
    ["outcome", over((person, period) => outcomeIn(person, outcome, period))],
    ["visitors", over((person, period) => (person.events[period]! > 0 ? 1 : 0))],
  ]);
  return runEffectStudy(
    table,
    {
      design: "interrupted",
      outcome: "outcome",
      outcomeWords: tacticOutcomeWords(options.design, outcome, options.currency),
      time: "time",
      treatedFrom: String(firstExposedPeriod + 1),
      controls: ["visitors"],
    },
    rng,
  );
}

function outcomeIn(person: PanelPerson, outcome: HistoryOutcome, period: number): number {
  if (outcome === "revenue") return person.revenue[period]!;
  const orders = person.orders[period]!;
  return outcome === "orders" ? orders : Math.min(1, orders);
}

function takenAssumption(taken: number, all: number): Assumption {
  return {
    id: "panel",
    statement: "People of the panel were known before the roll-out, and are followed whether or not they come back.",
    evidence:
      taken === all
        ? `All ${all} people.`
        : `Every ${short(all / taken)}th of ${all} people, in the order of their first event.`,
    status: "pass",
  };
}
