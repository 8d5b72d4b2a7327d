import { identifierKey, parseIdentifierKey } from "@attune/model/identity";
import type { JsonObject } from "@attune/model/json";
import type { WriteSet } from "@attune/model/write-set";
import { type ErasureOrder, erase } from "./erase.ts";
import { foldOwned } from "./fold-owned.ts";
import { profileIdKey } from "./join-profiles.ts";
import { identifiersOf, type OwnedEntry, stampOf, subjectOf } from "./owned-entry.ts";
import { ownedOf } from "./profile-with-log.ts";
import { createScrub, isDistinctive } from "./scrub.ts";

const hourMs = 3_600_000;

/**
 * Forgets who a person was and keeps what is counted: their entries go over to `heir`, an id that nothing leads to, without identifiers, texts, traits,
 * context or order numbers, their times cut to the hour (the order within it stays). All else is done as an erasure does it.
 */
export function anonymise(
  order: ErasureOrder,
  heir: string,
  timeZone: string,
): { writes: WriteSet; profileIds: string[] } {
  const { writes, profileIds } = erase(order, timeZone);
  const kept = nameless(order, heir);
  const offsets = new Set(kept.map(({ offset }) => offset));
  return {
    profileIds,
    writes: {
      ...writes,
      entries: writes.entries.map((entry) => (entry.kind === "erasure" ? { ...entry, heir } : entry)),
      rewritten: [...writes.rewritten.filter(({ offset }) => !offsets.has(offset)), ...kept],
      profiles: new Map(writes.profiles).set(heir, foldOwned(heir, kept, timeZone)),
      identities: new Map(writes.identities).set(profileIdKey(heir), { profileId: heir, namedBy: [] }),
    },
  };
}

function nameless({ entries, profile, identities }: ErasureOrder, heir: string): OwnedEntry[] {
  const owned = ownedOf(entries);
  const named = owned.flatMap((entry) => identifiersOf(subjectOf(entry)).map(identifierKey));
  const own = new Set([...profile.identities.map(identifierKey), ...named]);
  const values = [...own, ...identities.keys()].map((key) => parseIdentifierKey(key).value).filter(isDistinctive);
  const scrub = createScrub(values);
  const identifiers = [{ namespace: "profile_id", value: heir }];
  const timeOf = hourlyTimes(owned);
  const orders = new Map<string, string>();
  const orderOf = (orderId: string) => {
    const known = orders.get(orderId) ?? `anonymous-${heir}-${orders.size + 1}`;
    orders.set(orderId, known);
    return known;
  };

  return owned.map((entry): OwnedEntry => {
    const { offset } = entry;
    const at = timeOf.get(offset)!;
    if (entry.kind === "decision") {
      const { bucketingKey: _, ...decision } = entry.decision;
      const told = { ...decision, decisionId: `anonymous-${offset}`, at, identifiers };
      return { kind: "decision", offset, profileId: heir, decision: told };
    }
    const { event } = entry;
    const { previous: _, originalName: __, money, ...rest } = event;
    const clean = scrub({ name: event.name, items: event.items } as unknown as JsonObject);
    return {
      kind: "event",
      offset,
      profileId: heir,
      event: {
        ...rest,
        ...(clean as unknown as Pick<typeof event, "name" | "items">),
        messageId: `anonymous-${offset}`,
        at,
        receivedAt: Math.max(at, Math.floor(event.receivedAt / hourMs) * hourMs),
        identifiers,
        properties: {},
        traits: {},
        context: {},
        ...(money === undefined
          ? {}
          : { money: money.orderId === undefined ? money : { ...money, orderId: orderOf(money.orderId) } }),
      },
    };
  });
}

/** By offset: the hour, and as many milliseconds into it as entries of the person came before. */
function hourlyTimes(owned: readonly OwnedEntry[]): Map<number, number> {
  const stamps = owned.map(stampOf).sort((a, b) => a.at - b.at || a.offset - b.offset);
  const times = new Map<number, number>();
  let hour = Number.NaN;
  let rank = 0;
  for (const { at, offset } of stamps) {
    const present = Math.floor(at / hourMs) * hourMs;
    rank = present === hour ? rank + 1 : 0;
    hour = present;
    times.set(offset, present + rank);
  }
  return times;
}
