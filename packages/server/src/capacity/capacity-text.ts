import type { CapacityPlan } from "./plan-capacity.ts";

/** The plan for people. */
export function capacityText({ question, embedded, cluster, measured, assumed }: CapacityPlan): string {
  const { machine } = question;
  const kind = `machines of ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.diskGiB.toLocaleString("en")} GiB of disk`;
  return [
    `${number(question.eventsPerSecond)} events/s and ${number(question.decisionsPerSecond)} decisions/s in the busiest hour, ${number(question.profiles)} profiles, ${question.retentionDays} days kept, on ${kind}`,
    "",
    embedded.fits ? "One machine with everything in it will do:" : "One machine with everything in it will not do:",
    ...(embedded.fits ? [] : embedded.against.map((why) => `  ${why}`)),
    `  ${number(embedded.busyCores)} cores busy, main thread ${percent(embedded.mainThreadShare)}, ${number(embedded.memoryGiB)} GiB of memory, ${number(embedded.diskGiB)} GiB of disk`,
    "",
    "A cluster:",
    ...cluster.tiers.map(
      ({ name, machines, busyCores, memoryGiB, diskGiB, decidedBy }) =>
        `  ${name.padEnd(11)} ${number(machines).padStart(6)} machines, for ${decidedBy}: ${number(busyCores)} cores busy, ${number(memoryGiB)} GiB of memory, ${number(diskGiB)} GiB of disk in all`,
    ),
    `  traffic     ${number(cluster.trafficMBPerSecond)} MB/s between all processes`,
    ...cluster.limits.filter(({ share }) => share > 1).map(({ told }) => `  does not fit: ${told}`),
    `  first bottleneck: ${cluster.firstBottleneck}`,
    "",
    `Computed from ${measured.length} figures that benches measured (bench/scale, two cores), and assumed:`,
    ...assumed.map(({ what, value, why }) => `  ${value.toLocaleString("en")}: ${what}. ${why}`),
  ].join("\n");
}

const percent = (share: number): string => `${number(100 * share)} %`;

function number(value: number): string {
  return Number(value.toPrecision(3)).toLocaleString("en", { maximumFractionDigits: 2 });
}
