import { setPriority } from "node:os";
import { sensitiveByIds, sensitiveTrees } from "@attune/engine/decide/sensitive-items";
import type { FillBatch } from "@attune/engine/runtime/fill-segments";
import { viewOfPerson } from "@attune/engine/runtime/view-of-person";
import { findMemberships, foundSame, layOver, nothingFound } from "@attune/engine/segment/find-memberships";
import type { Condition } from "@attune/model/condition";
import { createCalendar } from "@attune/rules/calendar";
import { openProfileScan } from "@attune/store/embedded/profile-scan";
import { createFoldOnto } from "../instance/open-stores.ts";

/** What a fill's process is to do. */
export interface FillTask {
  directory: string;
  timeZone: string;
  conditions: Array<[segmentId: string, condition: Condition]>;
  asked: string[];
  at: number;
  /** What is sensitive: declared categories, and the ids of the catalogue's items in them. */
  sensitive: { categories: string[]; itemIds: string[] };
}

/** What it says: a batch, of which the next follows when it is answered, or that it is done. */
export type FillMessage = { kind: "batch"; batch: FillBatch } | { kind: "end" } | { kind: "failure"; message: string };

const peoplePerPage = 500;
/** What the server takes in at once: about a millisecond. */
const peoplePerBatch = 200;

/** A process for one fill: reads the data directory beside its server, at low priority, and tells of whom something changes. It ends with its server. */
process.on("disconnect", () => process.exit());
process.once("message", (task: FillTask) => {
  // Collecting and deciding come first where cores are few.
  setPriority(10);
  fill(task).then(
    () => process.send!({ kind: "end" } satisfies FillMessage, () => process.disconnect()),
    (error: Error) =>
      process.send!({ kind: "failure", message: error.message } satisfies FillMessage, () => process.disconnect()),
  );
});

async function fill({ directory, timeZone, conditions, asked, at, sensitive }: FillTask): Promise<void> {
  const scan = openProfileScan(directory, createFoldOnto(timeZone));
  const making = {
    calendar: createCalendar(timeZone),
    sensitive: sensitiveByIds(sensitiveTrees(sensitive.categories), sensitive.itemIds),
  };
  const all = new Map(conditions);
  const wanted = new Set(asked);
  const total = scan.profileCount();
  let batch: FillBatch["people"] = [];
  let done = 0;
  let after: string | null = null;
  for (;;) {
    const people = scan.page(after, peoplePerPage);
    if (people.length === 0) break;
    for (const { profile, scores, memberships = nothingFound } of people) {
      const view = viewOfPerson(profile, scores, at, making);
      const found = findMemberships(all, view, memberships, asked);
      if (!foundSame(memberships, layOver(memberships, found, wanted))) batch.push([profile.profileId, found]);
    }
    after = people.at(-1)!.profile.profileId;
    done += people.length;
    for (; batch.length >= peoplePerBatch; batch = batch.slice(peoplePerBatch))
      await tell({ people: batch.slice(0, peoplePerBatch), done, total: Math.max(done, total) });
  }
  await tell({ people: batch, done, total: Math.max(done, total) });
  await scan.close();
}

/** Resolves when the server has taken it in. */
function tell(batch: FillBatch): Promise<void> {
  return new Promise((resolve) => {
    process.once("message", () => resolve());
    process.send!({ kind: "batch", batch } satisfies FillMessage);
  });
}
