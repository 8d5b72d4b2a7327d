import { AttuneError } from "@attune/model/errors";
import type { Playbook } from "@attune/model/tactic";
import type { Partitions } from "../ports/partitions.ts";

/** Work that changes every entry, which an instance of several partitions does not carry out yet. */
export function refuseOrder(partitions: Partitions | undefined): void {
  if (partitions === undefined) return;
  throw new AttuneError(
    "bad-request",
    `This instance has ${partitions.count} partitions: network details are not forgotten over several yet. It takes an instance of one partition.`,
  );
}

/** Refuses a playbook whose promises take such work: nobody would keep them. */
export function requireOneLog(partitions: Partitions | undefined, { privacy }: Playbook): void {
  if (partitions === undefined || privacy === undefined) return;
  if (privacy.retention.networkDetailDays === undefined) return;
  throw new AttuneError(
    "bad-request",
    `This instance has ${partitions.count} partitions, over which network details are not forgotten yet: take privacy.retention.networkDetailDays out, or use one partition.`,
    { path: "privacy.retention.networkDetailDays" },
  );
}
