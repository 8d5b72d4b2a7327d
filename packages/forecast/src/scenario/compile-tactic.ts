import type { Json } from "@attune/model/json";
import type { ScenarioFile } from "@attune/model/scenario-file";
import { indexOf } from "./declared-name.ts";
import { readLift } from "./lift-evidence.ts";
import { type AddQuantity, type FunnelProgram, otherTargets, type Slot, type TacticProgram } from "./program.ts";
import { atPath, type Quantity } from "./quantity.ts";

interface Surroundings {
  funnels: readonly FunnelProgram[];
  stageNames: readonly string[];
  add: AddQuantity;
  put: (quantity: Quantity) => Slot;
  reports: ReadonlyMap<string, Json>;
}

/** A tactic with its lifts read, and the funnels that it reaches. */
export function compileTactic(
  id: string,
  entry: ScenarioFile["tactics"][string],
  { funnels, stageNames, add, put, reports }: Surroundings,
): TacticProgram {
  const path = `tactics.${id}`;
  const lifts = Object.entries(entry.lifts).map(([target, lift]) => {
    indexOf(target, [...stageNames, ...otherTargets], `${path}.lifts.${target}`);
    const { quantity, measured } = readLift(lift, `${path}.lifts.${target}`, reports);
    if (quantity.spread.center <= -1) throw atPath(quantity.path, "is −100 % or less: nothing would be left");
    return { target, slot: put(quantity), measured };
  });
  const { incentive, novelty, fatigue, cost } = entry;
  return {
    id,
    name: entry.name ?? id,
    kind: entry.kind ?? "tactic",
    reaches: reachedBy(entry, funnels, path),
    reach: add(entry.reach, `${path}.reach`, "share", 1),
    lifts,
    incentive:
      incentive === undefined
        ? null
        : {
            discount: add(incentive.discount, `${path}.incentive.discount`, "share"),
            redemption: add(incentive.redemption, `${path}.incentive.redemption`, "share", 1),
          },
    delayMonths: entry.delayMonths ?? 0,
    rampMonths: entry.rampMonths ?? 0,
    novelty:
      novelty === undefined
        ? null
        : {
            halfLifeMonths: add(novelty.halfLifeMonths, `${path}.novelty.halfLifeMonths`, "amount"),
            remaining: add(novelty.remaining, `${path}.novelty.remaining`, "share"),
          },
    saturation: add(entry.saturation, `${path}.saturation`, "amount", 1),
    fatigue:
      fatigue === undefined
        ? null
        : {
            freeFrequency: fatigue.freeFrequency,
            lossPerUnit: add(fatigue.lossPerUnit, `${path}.fatigue.lossPerUnit`, "amount"),
          },
    cannibalization: add(entry.cannibalization, `${path}.cannibalization`, "share", 0),
    cost: {
      once: add(cost?.once, `${path}.cost.once`, "amount", 0),
      perMonth: add(cost?.perMonth, `${path}.cost.perMonth`, "amount", 0),
    },
  };
}

function reachedBy(entry: ScenarioFile["tactics"][string], funnels: readonly FunnelProgram[], path: string): boolean[] {
  const wanted = (of: "segment" | "channel" | "device", names: readonly string[] | undefined) => {
    const known = [...new Set(funnels.flatMap((funnel) => funnel[of] ?? []))];
    names?.forEach((name, i) => {
      indexOf(name, known, `${path}.${of}s[${i}]`);
    });
    return (funnel: FunnelProgram) => names === undefined || (funnel[of] !== null && names.includes(funnel[of]));
  };
  const bySegment = wanted("segment", entry.segments);
  const byChannel = wanted("channel", entry.channels);
  const byDevice = wanted("device", entry.devices);
  const reached = funnels.map((funnel) => bySegment(funnel) && byChannel(funnel) && byDevice(funnel));
  if (!reached.includes(true))
    throw atPath(path, "reaches no funnel: none has this segment, channel and device together");
  return reached;
}
