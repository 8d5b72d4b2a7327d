import type { ScenarioFile } from "@attune/model/scenario-file";
import { indexOf } from "./declared-name.ts";
import type { DriverProgram, FunnelProgram, ScenarioPlan } from "./program.ts";
import { atPath } from "./quantity.ts";

type ScenarioEntry = NonNullable<ScenarioFile["scenarios"]>[string];

/** What is compared where the file names no scenario: as measured, and half as much again, half as often again. */
const usualScenarios: Record<string, ScenarioEntry> = {
  moderate: { name: "Moderate: as measured" },
  aggressive: { name: "Aggressive: half as much again, half as often again", intensity: 1.5, frequency: 1.5 },
};

interface Surroundings {
  funnels: readonly FunnelProgram[];
  drivers: readonly DriverProgram[];
  tacticIds: readonly string[];
}

/** The scenarios of the file; nothing but the baseline may be called `baseline`. */
export function compilePlans(file: ScenarioFile, surroundings: Surroundings): ScenarioPlan[] {
  return Object.entries(file.scenarios ?? usualScenarios).map(([id, entry]) => compilePlan(id, entry, surroundings));
}

function compilePlan(id: string, entry: ScenarioEntry, { funnels, drivers, tacticIds }: Surroundings): ScenarioPlan {
  const path = `scenarios.${id}`;
  if (id === "baseline") throw atPath(path, "is always there: it is the business as it is");
  const { intensity = 1, frequency = 1, tactics, channelMix = {}, drivers: moved = {} } = entry;
  const channels = [...new Set(funnels.flatMap(({ channel }) => channel ?? []))];
  for (const tactic of Object.keys(tactics ?? {})) indexOf(tactic, tacticIds, `${path}.tactics.${tactic}`);
  for (const channel of Object.keys(channelMix)) indexOf(channel, channels, `${path}.channelMix.${channel}`);
  for (const [driver, value] of Object.entries(moved)) {
    const at = `${path}.drivers.${driver}`;
    indexOf(
      driver,
      drivers.map((one) => one.id),
      at,
    );
    if (!(value > 0)) throw atPath(at, "must be above 0");
  }
  return {
    id,
    name: entry.name ?? id,
    doses: tacticIds.map((tactic) => {
      const own = tactics === undefined ? {} : tactics[tactic];
      return own === undefined
        ? null
        : { intensity: own.intensity ?? intensity, frequency: own.frequency ?? frequency };
    }),
    mix: funnels.map(({ channel }) => (channel === null ? 1 : (channelMix[channel] ?? 1))),
    driverShifts: drivers.map(({ id: driver, center }) => (moved[driver] === undefined ? 1 : moved[driver] / center)),
  };
}
