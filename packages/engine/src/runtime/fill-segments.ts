import { setImmediate as nextTurn } from "node:timers/promises";
import type { Condition } from "@attune/model/condition";
import type { FoundMemberships } from "@attune/model/segment";
import type { Calendar } from "@attune/rules/calendar";
import type { SensitiveItems } from "../decide/sensitive-items.ts";
import type { Stores } from "../ports/stores.ts";
import { findMemberships } from "../segment/find-memberships.ts";
import { viewOfPerson } from "./view-of-person.ts";

/** What is to be found of everybody. */
export interface FillOrder {
  conditions: ReadonlyMap<string, Condition>;
  /** The segments to evaluate. */
  asked: ReadonlySet<string>;
  /** Epoch milliseconds of the moment as of which. */
  at: number;
  /** What is not used of people who did not say yes to it; null: there is nothing of the kind. */
  sensitive: SensitiveItems | null;
  signal: AbortSignal;
}

export interface FillBatch {
  /** Of the asked segments only; each person once in a fill. */
  people: Array<readonly [profileId: string, found: FoundMemberships]>;
  done: number;
  total: number;
}

/** Goes through all profiles that exist when it is first asked, and says of each what is found. */
export type FillSource = (order: FillOrder) => AsyncIterable<FillBatch>;

const peoplePerBatch = 200;
/** How long evaluating may hold up a decision. */
const turnMs = 1;

/** Fills within this process, in short turns. */
export function createFillSource({ state, scores }: Pick<Stores, "state" | "scores">, calendar: Calendar): FillSource {
  return async function* fill({ conditions, asked, at, sensitive, signal }) {
    const total = await state.profileCount();
    let done = 0;
    let after: string | null = null;
    for (;;) {
      const ids: string[] = await state.profileIds(after, peoplePerBatch);
      if (ids.length === 0) return;
      after = ids.at(-1)!;
      const people: FillBatch["people"] = [];
      let turnEndsAt = performance.now() + turnMs;
      for (const profileId of ids) {
        signal.throwIfAborted();
        const profile = await state.profile(profileId);
        if (profile === undefined) continue;
        const view = viewOfPerson(profile, await scores.of(profileId), at, { calendar, sensitive });
        people.push([profileId, findMemberships(conditions, view, undefined, asked)]);
        if (performance.now() < turnEndsAt) continue;
        await nextTurn();
        turnEndsAt = performance.now() + turnMs;
      }
      done += ids.length;
      yield { people, done, total: Math.max(done, total) };
    }
  };
}
