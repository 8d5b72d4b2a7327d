import type { HeldPromise, NamedPromises, OfferToHold, PromiseNames, Promises } from "@attune/engine/ports/promises";
import { hashKey } from "@attune/model/hash-key";
import type { Profile } from "@attune/model/profile";
import type { KeySpace } from "./key-space.ts";
import type { RedisClient } from "./redis-client.ts";
import { createReplicaWait } from "./replica-wait.ts";
import {
  heldVersionStaysMs,
  holdOffer,
  holdUnderName,
  offerCounted,
  settleOffer,
  settleUnderName,
} from "./scripts/promises.ts";

/** A promise of which nothing is heard any more. */
const lostAfterMs = 24 * 3_600_000;
/**
 * Under the names by which somebody may be asked for who was not known yet, a promise stands so much longer than its record takes to land: a decision that read the
 * person before, as nobody or as another profile, must still meet it.
 */
const lingerMs = 1_000;

type Changed = [version: string, fields: string[], profile: string | null];

/** What lies under one name for one decision: its own promise, and those that were known under the person's other names. */
interface Stored extends HeldPromise {
  carried?: Array<[decisionId: string, held: HeldPromise]>;
}

interface Place {
  /** As the caller calls it. */
  name: string;
  key: string;
  /** In Redis, where identifiers are hashes. */
  stored: string;
}

const unknown: NamedPromises = { version: "", promises: new Map() };

/**
 * Promises in Redis: those to a person under each of their names, an offer's in a place of its own. What was held waits for a replica, so that a failover does
 * not give it out again.
 */
export function createPromises(redis: RedisClient, keys: KeySpace): Promises {
  const waitForReplicas = createReplicaWait(redis);
  const offerKey = (offerId: string) => keys.inPlace(`offer-${offerId}`, "held");
  const placeOf = (name: string, stored: string): Place => ({
    name,
    key: keys.inShard(keys.shardOf(stored), `held:${stored}`),
    stored,
  });
  const placesOf = ({ profileId, identifierKeys }: PromiseNames): Place[] => [
    placeOf(profileId, profileId),
    ...identifierKeys.map((key) => placeOf(key, hashKey(key))),
  ];

  async function settleOffers(decisionId: string, offerIds: readonly string[], offset: number | null): Promise<void> {
    const args = [decisionId, offset ?? ""];
    await Promise.all(offerIds.map((offerId) => redis.script(settleOffer, offerKey(offerId), args)));
  }

  /** Resolves with the versions that the names have then, if nobody else touches them. */
  async function letGo(decisionId: string, places: readonly Place[]): Promise<void> {
    const args = [decisionId, heldVersionStaysMs];
    await Promise.all(places.map(({ key }) => redis.script(settleUnderName, key, args)));
  }

  /** What cannot be let go, or is not for a stop, counts for a day. */
  function letGoLater(decisionId: string, places: readonly Place[]): void {
    setTimeout(() => void letGo(decisionId, places).catch(() => {}), lingerMs).unref();
  }

  return {
    async hold({ decisionId, promised, known, counting, offers, ...names }) {
      const { profileId } = names;
      const places = placesOf(names);
      const answers = await Promise.all(
        places.map(({ name, key, stored }) => {
          const { version, promises } = known.get(name) ?? unknown;
          const carried = [...counting].filter(
            ([other, held]) => !promises.has(other) && (name !== profileId || held.profileId !== profileId),
          );
          const held: Stored = { profileId, promised, ...(carried.length === 0 ? {} : { carried }) };
          const args = [stored, decisionId, version, JSON.stringify(held), lostAfterMs];
          return redis.script<Changed | null>(holdUnderName, key, args);
        }),
      );
      const isChanged = answers.some((answer) => answer !== null);
      const full = isChanged ? null : await firstFullOffer(decisionId, offers);
      if (!isChanged && full === null) {
        await waitForReplicas();
        return { kind: "held" };
      }
      await letGo(
        decisionId,
        places.filter((_, index) => answers[index] === null),
      );
      const present = new Map(
        places.map(({ name }, index) => {
          const answer = answers[index];
          const before = known.get(name) ?? unknown;
          return [name, answer == null ? { ...before, version: `-${decisionId}` } : namedPromises(answer)] as const;
        }),
      );
      if (full !== null) return { kind: "over", offerId: full, names: present };
      const profile = answers.find((answer) => answer != null && answer[2] !== null)?.[2];
      return {
        kind: "changed",
        names: present,
        profile: profile == null ? undefined : (JSON.parse(profile) as Profile),
      };
    },
    async settle(settled) {
      await Promise.all(
        settled.flatMap(({ decisionId, offerIds, offset, ...names }) => {
          const [own, ...others] = placesOf(names);
          letGoLater(decisionId, others);
          return [letGo(decisionId, [own!]), settleOffers(decisionId, offerIds, offset)];
        }),
      );
    },
    async counted(offerIds, offset, bookOffset) {
      await Promise.all(offerIds.map((offerId) => redis.script(offerCounted, offerKey(offerId), [offset, bookOffset])));
    },
  };

  /** Holds a place in each that is taken, or in none. */
  async function firstFullOffer(decisionId: string, offers: readonly OfferToHold[]): Promise<string | null> {
    const held: string[] = [];
    for (const { offerId, isTaken, mostHeld, countedTo } of offers) {
      const args = [decisionId, Math.min(mostHeld, Number.MAX_SAFE_INTEGER), countedTo, isTaken ? 1 : 0];
      if ((await redis.script<number>(holdOffer, offerKey(offerId), args)) === 0) {
        await settleOffers(decisionId, held, null);
        return offerId;
      }
      if (isTaken) held.push(offerId);
    }
    return null;
  }
}

/** @param fields names and values of the hash, one behind the other */
function namedPromises([version, fields]: Changed): NamedPromises {
  const promises = new Map<string, HeldPromise>();
  for (let index = 0; index < fields.length; index += 2) {
    if (!fields[index]!.startsWith("d:")) continue;
    const { carried = [], ...held } = JSON.parse(fields[index + 1]!) as Stored;
    for (const [decisionId, other] of carried) promises.set(decisionId, other);
    promises.set(fields[index]!.slice(2), held);
  }
  return { version, promises };
}
