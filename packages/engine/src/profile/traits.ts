import type { Event } from "@attune/model/event";
import type { Json } from "@attune/model/json";
import type { Profile, Stamp } from "@attune/model/profile";
import { ownValue } from "./own-value.ts";
import { changeable, type ProfileDraft } from "./profile-draft.ts";
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
export function applyTraits(draft: ProfileDraft, event: Event, stamp: Stamp): void {
  // A group's traits speak of the group.
  if (event.type === "group") return;
  let isNew = false;
  for (const name in event.traits) {
    const value = event.traits[name];
    if (value === undefined || name.length > nameLimit || name === "__proto__" || isTooLong(value)) continue;
    const present = ownValue(draft.profile.traits, name);
    if (present !== undefined && compareStamps(present, stamp) >= 0) continue;
    changeable(draft, "traits")[name] = { at: stamp.at, offset: stamp.offset, value };
    isNew ||= present === undefined;
  }
  if (isNew) dropExcess(changeable(draft, "traits"));
}

export function mergeTraits(a: Traits, b: Traits): Traits {
  const merged: Traits = { ...a };
  for (const [name, theirs] of Object.entries(b)) {
    const mine = ownValue(merged, name);
    if (mine === undefined || compareStamps(theirs, mine) > 0) merged[name] = theirs;
  }
  dropExcess(merged);
  return merged;
}

/** Removes, in place, what was stated before the latest 300. */
function dropExcess(traits: Traits): void {
  let count = 0;
  for (const _ in traits) count += 1;
  for (; count > traitLimit; count--) {
    let first: string | undefined;
    for (const name in traits) if (first === undefined || isBefore(traits, name, first)) first = name;
    delete traits[first!];
  }
}

/** Of traits that one entry stated, the last by name counts as the first stated. */
function isBefore(traits: Traits, a: string, b: string): boolean {
  const order = compareStamps(traits[a]!, traits[b]!);
  return order < 0 || (order === 0 && a > b);
}

function isTooLong(value: Json): boolean {
  if (typeof value === "string") return value.length > valueLimit;
  return typeof value === "object" && value !== null && JSON.stringify(value).length > valueLimit;
}
