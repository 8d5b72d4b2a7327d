import type { Json } from "@attune/model/json";
import type { QuantityEntry, ScenarioFile } from "@attune/model/scenario-file";
import { approachTemplates } from "./approach-templates.ts";
import { compileCosts } from "./compile-costs.ts";
import { compilePlans } from "./compile-plans.ts";
import { compileTactic } from "./compile-tactic.ts";
import { compileCorrelations } from "./correlated-draws.ts";
import { indexOf } from "./declared-name.ts";
import { inCausalOrder } from "./driver-tree.ts";
import { readCalibration } from "./lift-evidence.ts";
import {
  type AddQuantity,
  type DriverProgram,
  type FunnelProgram,
  otherTargets,
  type Program,
  type Slot,
  type StressProgram,
} from "./program.ts";
import { atPath, type Quantity, readQuantity, valueAt } from "./quantity.ts";

const DEFAULT_HORIZON_MONTHS = 24;
const DEFAULT_DISCOUNT_RATE = 0.1;
const DEFAULT_SPEND_SPREAD = 1.5;
/** No draw lies farther out. */
const FARTHEST_Z = 8;

/**
 * Checks a scenario file and resolves what it names. Throws `bad-request` with the path of the first thing that cannot be: shares above one, names that
 * are not declared, circles of drivers, missing cost lines.
 * @param reports what lifts refer to, by the name that the file uses
 */
export function compileScenario(file: ScenarioFile, reports: ReadonlyMap<string, Json> = new Map()): Program {
  const quantities: Quantity[] = [];
  const put = (quantity: Quantity): Slot => quantities.push(quantity) - 1;
  const add: AddQuantity = (entry, path, range, fallback) =>
    put(readQuantity(entry ?? fallback ?? missing(path), path, range));

  const { baseline } = file;
  const funnels = withOwnLabels(
    baseline.funnels.map((entry, i) => compileFunnel(entry, `baseline.funnels[${i}]`, add)),
  );
  const stageNames = stagesInCommon(funnels);
  const tacticIds = Object.keys(file.tactics);
  const drivers = compileDrivers(file, stageNames, quantities, add);
  const tactics = Object.entries(file.tactics).map(([id, entry]) =>
    compileTactic(id, entry, { funnels, stageNames, add, put, reports }),
  );
  const { customers, acquisition } = baseline;
  const program = {
    name: file.name,
    owner: file.owner ?? null,
    currency: file.currency ?? null,
    start: startOf(file.startMonth),
    horizonMonths: file.horizonMonths ?? DEFAULT_HORIZON_MONTHS,
    discountRate: file.discountRate ?? DEFAULT_DISCOUNT_RATE,
    calibration: put(readCalibration(file.calibration ?? 1, reports)),
    growth: add(baseline.growthPerYear, "baseline.growthPerYear", "any", 0),
    season: baseline.season ?? null,
    customers: compileCustomers(customers, quantities, add),
    spendSpread: baseline.spendSpread ?? DEFAULT_SPEND_SPREAD,
    heavyBuyerSaturation: baseline.heavyBuyerSaturation ?? 0,
    acquisition:
      acquisition === undefined
        ? null
        : {
            perMonth: add(acquisition.perMonth, "baseline.acquisition.perMonth", "amount", 0),
            perVisitor: perVisitor(acquisition.perVisitor ?? {}, funnels, add),
          },
    funnels,
    drivers,
    tactics,
    interactions: (file.interactions ?? []).map(({ tactics: pair, overlap }, i) => {
      const [a, b] = pair.map((id, k) => indexOf(id, tacticIds, `interactions[${i}].tactics[${k}]`));
      return { a: a!, b: b!, overlap: add(overlap, `interactions[${i}].overlap`, "share") };
    }),
    plans: compilePlans(file, { funnels, drivers, tacticIds }),
    stresses: Object.entries(file.stresses ?? {}).map(([id, entry]) => compileStress(id, entry)),
    costs: ownCosts(file, add),
    approaches: Object.entries({ ...templateCosts(), ...file.approaches }).map(([id, entry]) =>
      compileCosts(id, entry, `approaches.${id}`, add),
    ),
    budget: file.budget ?? null,
    quantities,
  };
  return { ...program, correlated: compileCorrelations(file.correlations ?? [], quantities) };
}

function compileCustomers(
  customers: ScenarioFile["baseline"]["customers"],
  quantities: readonly Quantity[],
  add: AddQuantity,
): Program["customers"] {
  if (customers === undefined) return null;
  const path = "baseline.customers.churnPerMonth";
  const churn = add(customers.churnPerMonth, path, "share");
  const active = customers.active === undefined ? null : add(customers.active, "baseline.customers.active", "amount");
  if (active === null && valueAt(quantities[churn]!.spread, -FARTHEST_Z) === 0) {
    throw atPath(
      path,
      "can be 0, from which no number of customers follows; give it a low end above 0, or state how many are active",
    );
  }
  return { churn, active };
}

function missing(path: string): never {
  throw atPath(path, "is missing");
}

function compileFunnel(
  entry: ScenarioFile["baseline"]["funnels"][number],
  path: string,
  add: AddQuantity,
): FunnelProgram {
  const { segment, channel, device } = entry;
  return {
    label:
      [segment, channel, device === "unknown" ? "device not known" : device]
        .filter((one) => one !== undefined)
        .join(" · ") || "everyone",
    segment: segment ?? null,
    channel: channel ?? null,
    device: device ?? null,
    visitors: add(entry.visitorsPerMonth, `${path}.visitorsPerMonth`, "amount"),
    stages: Object.entries(entry.stages).map(([name, rate]) => {
      if ((otherTargets as readonly string[]).includes(name)) {
        throw atPath(
          `${path}.stages.${name}`,
          `cannot be a stage: ${otherTargets.join(", ")} name other things that lifts change`,
        );
      }
      return { name, slot: add(rate, `${path}.stages.${name}`, "share") };
    }),
    orderValue: add(entry.orderValue, `${path}.orderValue`, "amount"),
    marginRate: add(entry.marginRate, `${path}.marginRate`, "share"),
    newShare: add(entry.newCustomerShare, `${path}.newCustomerShare`, "share", 1),
  };
}

/** Funnels of the same segment, channel and device are told apart by their number. */
function withOwnLabels(funnels: readonly FunnelProgram[]): FunnelProgram[] {
  return funnels.map((funnel, i) => {
    const before = funnels.slice(0, i).filter(({ label }) => label === funnel.label).length;
    return before === 0 ? funnel : { ...funnel, label: `${funnel.label} (${before + 1})` };
  });
}

/** All funnels have the same stages in the same order, so that stages can be added up. */
function stagesInCommon(funnels: readonly FunnelProgram[]): string[] {
  const names = funnels[0]!.stages.map(({ name }) => name);
  funnels.forEach(({ stages }, i) => {
    const own = stages.map(({ name }) => name);
    if (own.join() !== names.join()) {
      throw atPath(`baseline.funnels[${i}].stages`, `has ${own.join(", ")}; the first funnel has ${names.join(", ")}`);
    }
  });
  return names;
}

function compileDrivers(
  file: ScenarioFile,
  stageNames: string[],
  quantities: Quantity[],
  add: AddQuantity,
): DriverProgram[] {
  const entries = Object.entries(file.drivers ?? {});
  const ids = entries.map(([id]) => id);
  const drivers = entries.map(([id, { moves, name: _name, ...entry }]) => {
    const slot = add(entry, `drivers.${id}`, "amount");
    const { center } = quantities[slot]!.spread;
    if (!(center > 0)) throw atPath(`drivers.${id}`, "needs a value above 0: elasticities relate to it");
    return {
      id,
      slot,
      center,
      moves: moves.map(({ target, elasticity }, i) => {
        const path = `drivers.${id}.moves[${i}]`;
        const known = [
          ...stageNames.map((stage) => `stages.${stage}`),
          ...otherTargets,
          ...Object.keys(file.tactics).map((tactic) => `tactics.${tactic}`),
          ...ids.map((other) => `drivers.${other}`),
        ];
        indexOf(target, known, `${path}.target`);
        return { target, elasticity: add(elasticity, `${path}.elasticity`, "any") };
      }),
    };
  });
  return inCausalOrder(drivers);
}

function perVisitor(
  entries: Record<string, QuantityEntry>,
  funnels: readonly FunnelProgram[],
  add: AddQuantity,
): Slot[] {
  const channels = [...new Set(funnels.flatMap(({ channel }) => (channel === null ? [] : [channel])))];
  const slots = new Map(
    Object.entries(entries).map(([channel, entry]) => {
      const path = `baseline.acquisition.perVisitor.${channel}`;
      indexOf(channel, channels, path);
      return [channel, add(entry, path, "amount")];
    }),
  );
  const free = add(0, "baseline.acquisition.perVisitor", "amount");
  return funnels.map(({ channel }) => (channel === null ? free : (slots.get(channel) ?? free)));
}

function ownCosts(file: ScenarioFile, add: AddQuantity): Program["costs"] {
  if (file.approach === undefined) return compileCosts("own", file.costs ?? {}, "costs", add);
  const known: Record<string, NonNullable<ScenarioFile["costs"]>> = { ...templateCosts(), ...file.approaches };
  const template = known[file.approach];
  if (template === undefined)
    throw atPath("approach", `is ${JSON.stringify(file.approach)}; known are ${Object.keys(known).join(", ")}`);
  return compileCosts(file.approach, { ...template, ...file.costs }, "costs", add);
}

function templateCosts(): Record<string, NonNullable<ScenarioFile["costs"]>> {
  return Object.fromEntries(Object.entries(approachTemplates).map(([id, { costs }]) => [id, costs]));
}

function compileStress(id: string, entry: NonNullable<ScenarioFile["stresses"]>[string]): StressProgram {
  const fromMonth = entry.fromMonth ?? 1;
  return {
    id,
    name: entry.name ?? id,
    demand: entry.demand ?? 0,
    conversion: entry.conversion ?? 0,
    orderValue: entry.orderValue ?? 0,
    marginRate: entry.marginRate ?? 0,
    orderLimit: entry.orderLimit ?? null,
    fromMonth,
    toMonth: entry.months === undefined ? Number.POSITIVE_INFINITY : fromMonth + entry.months - 1,
  };
}

function startOf(text: string | undefined): Program["start"] {
  if (text === undefined) return null;
  const [year, month] = text.split("-").map(Number);
  return { year: year!, month: month! };
}
