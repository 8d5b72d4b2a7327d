import type { ScenarioFile } from "@attune/model/scenario-file";
import type { AddQuantity, CostSet } from "./program.ts";
import { atPath } from "./quantity.ts";

const lineNames = ["platform", "engineering", "training", "upkeep"] as const;

/** A way to pay. All four lines must be there: what is free is written as 0, so that nothing is forgotten. */
export function compileCosts(
  id: string,
  entry: NonNullable<ScenarioFile["costs"]>,
  path: string,
  add: AddQuantity,
): CostSet {
  const lines = lineNames.map((name) => {
    const line = entry[name];
    const at = `${path}.${name}`;
    if (line === undefined)
      throw atPath(at, "is missing; write 0 if there is no such cost, or name an `approach` whose template has it");
    if (typeof line === "number") {
      if (line !== 0)
        throw atPath(at, `is ${line}: say when, as {once: ${line}}, {perMonth: ${line}} or {perYear: ${line}}`);
      return { name, once: add(0, `${at}.once`, "amount"), perMonth: add(0, `${at}.perMonth`, "amount") };
    }
    const { once, perMonth, perYear, ...annotations } = line;
    if (perMonth !== undefined && perYear !== undefined) throw atPath(at, "has both perMonth and perYear");
    const annotated = (value: typeof once) =>
      value === undefined ? undefined : { ...annotations, ...(typeof value === "number" ? { value } : value) };
    return {
      name,
      once: add(annotated(once), `${at}.once`, "amount", 0),
      perMonth:
        perYear === undefined
          ? add(annotated(perMonth), `${at}.perMonth`, "amount", 0)
          : add(annotated(aMonthOf(perYear)), `${at}.perYear`, "amount"),
    };
  });
  const usage = (entry.usage ?? []).map(({ name, unit, perHead, price, includedPerMonth }, i) => ({
    name,
    unit,
    perHead: perHead ?? 1,
    price: add(price, `${path}.usage[${i}].price`, "amount"),
    includedPerMonth: includedPerMonth ?? 0,
  }));
  return { id, lines, usage };
}

type YearlyEntry = Exclude<NonNullable<NonNullable<ScenarioFile["costs"]>["platform"]>, number>["perYear"];

/** A twelfth of it, with its range. */
function aMonthOf(entry: NonNullable<YearlyEntry>): NonNullable<YearlyEntry> {
  if (typeof entry === "number") return entry / 12;
  const { value, low, high, mean, standardError, ...rest } = entry;
  const scaled = Object.entries({ value, low, high, mean, standardError }).flatMap(([key, of]) =>
    of === undefined ? [] : [[key, of / 12]],
  );
  return { ...rest, ...Object.fromEntries(scaled) };
}
