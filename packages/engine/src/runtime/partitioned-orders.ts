import { setTimeout as pause } from "node:timers/promises";
import { AttuneError } from "@attune/model/errors";
import { identifierKey } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";
import type { Partitions } from "../ports/partitions.ts";
import type { Stores } from "../ports/stores.ts";
import { homeOf } from "../profile/partitions/home-of.ts";
import type { OrderTask } from "../profile/partitions/letter.ts";
import type { TaskResult } from "../profile/partitions/partition-view.ts";
import { keysNamedIn } from "../profile/partitions/run-step.ts";
import { idsOf } from "../profile/profile-with-log.ts";
import type { CarryOut } from "./carry-out.ts";
import type { ErasureRequest } from "./erase-person.ts";
import { forgetQuarantined } from "./forget-quarantined.ts";
import { identifiersOf } from "./names-of-person.ts";
import type { UnmergeRequest } from "./unmerge-person.ts";

/** Orders about people of an instance of several partitions: each goes to the partition where its people are. */
export interface PartitionedOrders {
  /** As `erasePerson`. */
  erase(request: ErasureRequest): Promise<{ profileIds: string[]; entries: number }>;
  /** As `unmergePerson`. */
  unmerge(request: UnmergeRequest): Promise<string[]>;
}

/** A partition that nobody writes does its part when somebody does. */
const seenWithinMs = 15_000;
const lookAgainMs = 50;

export function createPartitionedOrders(stores: Stores, partitions: Partitions, carryOut: CarryOut): PartitionedOrders {
  async function give(task: OrderTask): Promise<Exclude<TaskResult, { kind: "impossible" }>> {
    const keys = keysNamedIn(task);
    const [place] = await partitions.places([keys]);
    const [result] = await carryOut(place ?? homeOf(keys[0]!, partitions.count), [task]);
    if (result!.kind !== "impossible") return result!;
    if (result!.code === "not-found") throw gone();
    throw new AttuneError(result!.code, result!.message);
  }

  /** Until every partition has changed the entries that the order changes, and readers of the log meet it. */
  async function untilSeen(offset: Offset): Promise<void> {
    for (let waitedMs = 0; waitedMs < seenWithinMs; waitedMs += lookAgainMs) {
      if ((await stores.log.head()) >= offset) return;
      await pause(lookAgainMs);
    }
  }

  return {
    async erase({ profile: asked, at, by, heir }) {
      const profile = await stores.state.profile(asked.profileId);
      if (profile === undefined) throw gone();
      const { quarantined, released } = await forgetQuarantined(stores.quarantine, profile.identities, 1);
      if (quarantined.length + released.length > 0)
        await partitions.setAside(
          quarantined.map(({ quarantineId: _, ...event }) => event),
          released,
        );
      // First: after a crash in between, the order is given again, and finds the person.
      await stores.journeys.forget(new Set(idsOf(profile)));
      const who = identifiersOf(profile);
      const { profileId } = profile;
      const more = heir === undefined ? {} : { heir };
      const result = await give({ kind: "erase", profileId, who, at, by, ...more });
      if (result.kind !== "erased") throw new TypeError(`an erasure has become ${result.kind}`);
      const { profileIds, entries, offset } = result;
      // Whoever became one with the person in between.
      await stores.journeys.forget(new Set(profileIds));
      await untilSeen(offset);
      return { profileIds, entries };
    },
    async unmerge({ profile: asked, split, at, by }) {
      const profile = await stores.state.profile(asked.profileId);
      if (profile === undefined) throw gone();
      const theirs = new Set(profile.identities.map(identifierKey));
      const foreign = split.map(identifierKey).find((key) => !theirs.has(key));
      if (foreign !== undefined)
        throw new AttuneError("bad-request", `the profile has no identifier ${foreign}`, { path: "identifiers" });
      if (split.length === 0)
        throw new AttuneError("bad-request", "name at least one identifier to split off", { path: "identifiers" });
      const result = await give({ kind: "unmerge", split, at, by });
      if (result.kind !== "unmerged") throw new TypeError(`an unmerge has become ${result.kind}`);
      await untilSeen(result.offset);
      return result.restored;
    },
  };
}

function gone(): AttuneError {
  return new AttuneError("not-found", "the profile is gone; look the person up again");
}
