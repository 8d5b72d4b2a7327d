import { AttuneError } from "@attune/model/errors";
import type { Playbook } from "@attune/model/tactic";
import type { Partitions } from "../ports/partitions.ts";

/** An order that changes people or entries by itself, alone with all of them, which an instance of several partitions does not carry out yet. */
export function refuseOrder(partitions: Partitions | undefined): void {
  if (partitions === undefined) return;
  throw new AttuneError(
    "bad-request",
    `This instance has ${partitions.count} partitions: people are not erased, anonymised or taken apart over several yet, nor profiles rebuilt from the log. It takes an instance of one partition.`,
  );
}

/** Refuses a playbook whose promises take such orders: nobody would keep them. */
export function requireOneLog(partitions: Partitions | undefined, { privacy }: Playbook): void {
  if (partitions === undefined || privacy === undefined) return;
  const { customerDays, visitorDays, networkDetailDays } = privacy.retention;
  const promised = Object.entries({ customerDays, visitorDays, networkDetailDays }).filter(
    ([, days]) => days !== undefined,
  );
  if (promised.length === 0) return;
  throw new AttuneError(
    "bad-request",
    `This instance has ${partitions.count} partitions, over which nobody is forgotten yet: take privacy.retention.${promised[0]![0]} out, or use one partition.`,
    { path: `privacy.retention.${promised[0]![0]}` },
  );
}
