import { Command } from "commander";
import { capacityText } from "../capacity/capacity-text.ts";
import { planCapacity } from "../capacity/plan-capacity.ts";
import { usualMachine, usualRetentionDays } from "../capacity/usual-machine.ts";
import type { Environment } from "../environment.ts";
import { UsageError } from "./usage-error.ts";

interface CapacityOptions {
  eventsPerSecond: number;
  decisionsPerSecond: number;
  profiles: number;
  retentionDays: number;
  cores: number;
  memory: number;
  disk: number;
  json?: true;
}

/** `attune capacity`: machines for a load. It needs no engine. */
export function capacityCommand(environment: Environment): Command {
  return new Command("capacity")
    .description("Machines, memory, disk and traffic for a load, from measured unit costs, with what is assumed.")
    .requiredOption("--events-per-second <n>", "in the busiest hour", amount)
    .requiredOption("--profiles <n>", "people known", amount)
    .requiredOption("--decisions-per-second <n>", "in the busiest hour", amount)
    .option("--retention-days <n>", "how long events are kept", amount, usualRetentionDays)
    .option("--cores <n>", "of one machine", positive, usualMachine.cores)
    .option("--memory <GiB>", "of one machine", positive, usualMachine.memoryGiB)
    .option("--disk <GiB>", "of one machine", positive, usualMachine.diskGiB)
    .option("--json", "print one JSON document")
    .addHelpText(
      "after",
      "\nExample:\n  $ attune capacity --events-per-second 2000 --profiles 5000000 --decisions-per-second 500\n",
    )
    .action(({ json, cores, memory, disk, ...load }: CapacityOptions) => {
      const plan = planCapacity({ ...load, machine: { cores, memoryGiB: memory, diskGiB: disk } });
      environment.stdout.write(`${json === true ? JSON.stringify(plan) : capacityText(plan)}\n`);
    });
}

function amount(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1e12))
    throw new UsageError(`${text} is not an amount of 0 to 10^12`);
  return value;
}

function positive(text: string): number {
  const value = amount(text);
  if (value === 0) throw new UsageError(`${text} is not an amount above 0`);
  return value;
}
