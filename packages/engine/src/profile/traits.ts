import type { Event } from "@attune/model/event";
import type { Json } from "@attune/model/json";
import type { Profile, Stamp, Stamped } from "@attune/model/profile";
import { ownValue } from "./own-value.ts";
import { compareStamps } from "./stamp-order.ts";

type Traits = Profile["traits"];

const traitLimit = 300;
const nameLimit = 128;
/** Characters of a value's JSON text; a longer value stays in the log and is no trait. */
const valueLimit = 2048;

/**
 * The latest statement of each trait; the 300 most lately stated are kept. What is dropped was older than 300 others, and comes back
 * only by being stated again: so it never depends on the order in which entries are seen.
 */
export function applyTraits(profile: Profile, event: Event, stamp: Stamp): void {
  // A group's traits speak of the group.
  if (event.type === "group") return;
  let stated = false;
  for (const name in event.traits) {
    const value = event.traits[name];
    if (value === undefined || name.length > nameLimit || name === "__proto__" || isTooLong(value)) continue;
    const present = ownValue(profile.traits, name);
    if (present !== undefined && compareStamps(present, stamp) >= 0) continue;
    profile.traits[name] = { at: stamp.at, offset: stamp.offset, value };
    stated = true;
  }
  if (stated) profile.traits = latest(profile.traits);
}

export function mergeTraits(a: Traits, b: Traits): Traits {
  const merged: Traits = { ...a };
  for (const [name, theirs] of Object.entries(b)) {
    const mine = ownValue(merged, name);
    if (mine === undefined || compareStamps(theirs, mine) > 0) merged[name] = theirs;
  }
  return latest(merged);
}

function latest(traits: Traits): Traits {
  let count = 0;
  for (const _ in traits) count += 1;
  if (count <= traitLimit) return traits;
  return Object.fromEntries(Object.entries(traits).sort(latestFirst).slice(0, traitLimit));
}

function latestFirst(a: [string, Stamped<Json>], b: [string, Stamped<Json>]): number {
  return compareStamps(b[1], a[1]) || (a[0] < b[0] ? -1 : 1);
}

function isTooLong(value: Json): boolean {
  if (typeof value === "string") return value.length > valueLimit;
  return typeof value === "object" && value !== null && JSON.stringify(value).length > valueLimit;
}
