import { type IdentifierKey, type IdentityRecord, identifierKey } from "@attune/model/identity";
import type { Offset } from "@attune/model/log-entry";
import type { Profile } from "@attune/model/profile";
import type { LiveView } from "@attune/model/write-set";
import type { KinMembers, PartitionStore, Pointer } from "../ports/partition-store.ts";
import { identifierKeysOf, messageKeyOf } from "../profile/fold-group.ts";
import type { Kin, KinContents } from "../profile/partitions/kin.ts";
import type { Task } from "../profile/partitions/letter.ts";
import type { PartitionView } from "../profile/partitions/partition-view.ts";
import { type Place, placeOf } from "../profile/partitions/place-of.ts";
import { idsOf } from "../profile/profile-with-log.ts";
import { known, requireAll } from "./lacking.ts";

/**
 * What is known in memory of one partition's kin: loaded from the store when a step asks for it, and as steps have changed it since. Reads throw `Lacking` where
 * something is to be loaded first.
 */
export interface KnownKin {
  /** What steps read here, but the partition's standing. */
  reads(
    keys: readonly IdentifierKey[],
  ): Pick<PartitionView, "kinOf" | "contentsOf" | "identity" | "profile" | "isSeen" | "movedTo" | "orderOf">;
  /** Everything that is known of these people by now. */
  peopleOf(keys: readonly IdentifierKey[]): Pick<LiveView, "identities" | "profiles">;
  loadNamed(keys: readonly IdentifierKey[]): Promise<void>;
  loadPointers(places: Iterable<Place>): Promise<void>;
  loadMembers(born: Offset): Promise<KinMembers>;
  /** The kin that lie here, of everything that these tasks name, and the people behind them. */
  loadKinOf(tasks: readonly Task[]): Promise<void>;
  setPointer(place: Place, pointer: Pointer | null): void;
  setIdentity(key: IdentifierKey, record: IdentityRecord | null): void;
  setProfile(id: string, profile: Profile | null): void;
  setKin(kin: Kin): void;
  setOrder(offset: Offset, order: Offset): void;
  /** New kin, of which the store has nothing. */
  begin(born: Offset): void;
  /** More members of kin that lie here. */
  join(born: Offset, more: KinMembers): void;
  /** They are no kin of their own any more, or lie elsewhere. */
  drop(born: Offset): void;
  /** Others change these from now on. */
  forget(contents: Pick<KinContents, "identities" | "profiles">): void;
  /** How many people and identifiers it knows. */
  size(): number;
}

/** @param added what has been changed and is not in the store yet: members by kin */
export function createKnownKin(store: PartitionStore, added: () => ReadonlyMap<Offset, KinMembers>): KnownKin {
  const pointers = new Map<Place, Pointer | null>();
  const heads = new Map<Offset, Kin>();
  const members = new Map<Offset, KinMembers>();
  const identities = new Map<IdentifierKey, IdentityRecord | null>();
  const profiles = new Map<string, Profile | null>();
  const orders = new Map<Offset, Offset | null>();
  /** By kin and message key. */
  const seen = new Map<string, boolean>();

  /** What steps have changed since they were asked for stays. */
  async function loadNamed(keys: readonly IdentifierKey[]): Promise<void> {
    const missing = [...new Set(keys)].filter((key) => !identities.has(key) || !pointers.has(placeOf(key)));
    if (missing.length === 0) return;
    for (const [key, { pointer, identity }] of await store.named(missing)) {
      if (!pointers.has(placeOf(key))) pointers.set(placeOf(key), pointer);
      if (!identities.has(key)) identities.set(key, identity);
    }
  }
  async function loadPointers(places: Iterable<Place>): Promise<void> {
    const missing = [...new Set(places)].filter((place) => !pointers.has(place));
    if (missing.length === 0) return;
    for (const [place, pointer] of await store.pointers(missing))
      if (!pointers.has(place)) pointers.set(place, pointer);
  }
  async function loadProfiles(ids: readonly string[]): Promise<void> {
    const found = await store.profiles(ids);
    for (const id of ids) if (!profiles.has(id)) profiles.set(id, found.get(id) ?? null);
  }
  async function loadKin(asked: ReadonlyMap<Offset, readonly string[]>): Promise<void> {
    for (const [born, found] of await store.kin(asked)) {
      if (!heads.has(born)) heads.set(born, { born, size: found.size, unsettled: found.unsettled });
      const isNew = added().get(born)?.seen;
      for (const messageKey of asked.get(born)!)
        seen.set(seenName(born, messageKey), found.seen.has(messageKey) || (isNew?.has(messageKey) ?? false));
    }
  }
  async function loadMembers(born: Offset): Promise<KinMembers> {
    const all = members.get(born) ?? (await store.members(born));
    // What has been added since is not in the store yet.
    const more = added().get(born);
    if (!members.has(born) && more !== undefined) addMembers(all, more);
    members.set(born, all);
    return all;
  }
  async function loadOrders(offsets: readonly Offset[]): Promise<void> {
    for (const [offset, order] of await store.orders(offsets)) if (!orders.has(offset)) orders.set(offset, order);
  }

  const pointerTo = (key: IdentifierKey) => known(pointers, placeOf(key), () => loadNamed([key]));
  const identityOf = (key: IdentifierKey) => known(identities, key, () => loadNamed([key]));
  const profileOf = (id: string) => known(profiles, id, () => loadProfiles([id]));
  const kinNamed = (born: Offset) => known(heads, born, () => loadKin(new Map([[born, []]])));

  function kinOf(key: IdentifierKey): Kin | undefined {
    const pointer = pointerTo(key);
    return pointer !== null && "kin" in pointer ? kinNamed(pointer.kin) : undefined;
  }

  function contentsOf(born: Offset): KinContents {
    const { places, seen: messages } = known(members, born, async () => void (await loadMembers(born)));
    const keys = [...places.values()].filter((key) => key !== null);
    requireAll(keys, identities, loadNamed);
    const owners = new Set(keys.flatMap((key) => identities.get(key)?.profileId ?? []));
    requireAll(owners, profiles, loadProfiles);
    const standing = [...owners].flatMap((id) => profiles.get(id) ?? []);
    const idKeys = standing.flatMap(idsOf).map((value) => identifierKey({ namespace: "profile_id", value }));
    requireAll(idKeys, identities, loadNamed);
    const records = [...keys, ...idKeys].flatMap((key) => {
      const record = identities.get(key);
      return record == null ? [] : [[key, record] as const];
    });
    const people = standing.map((profile) => [profile.profileId, profile] as const);
    return {
      places: new Set(places.keys()),
      identities: new Map(records),
      profiles: new Map(people),
      seen: messages,
    };
  }

  function isSeenBy(born: Offset | undefined, messageKey: string): boolean {
    if (born === undefined) return false;
    const all = members.get(born);
    if (all !== undefined) return all.seen.has(messageKey);
    return known(seen, seenName(born, messageKey), () => loadKin(new Map([[born, [messageKey]]])));
  }

  function kinHere(key: IdentifierKey): Offset[] {
    const pointer = pointers.get(placeOf(key));
    return pointer != null && "kin" in pointer ? [pointer.kin] : [];
  }

  async function loadSizesAndMessages(tasks: readonly Task[]): Promise<void> {
    const asked = new Map<Offset, Set<string>>();
    for (const task of tasks) {
      if (task.kind !== "entry") continue;
      for (const born of new Set(identifierKeysOf(task.input).flatMap(kinHere))) {
        const messages = asked.get(born) ?? new Set();
        const messageKey = messageKeyOf(task.input);
        if (messageKey !== undefined && !members.has(born) && !seen.has(seenName(born, messageKey)))
          messages.add(messageKey);
        if (messages.size > 0 || !heads.has(born)) asked.set(born, messages);
      }
    }
    if (asked.size > 0) await loadKin(new Map([...asked].map(([born, messages]) => [born, [...messages]])));
  }

  return {
    reads: (keys) => ({
      kinOf,
      contentsOf,
      identity: (key) => identityOf(key) ?? undefined,
      profile: (id) => profileOf(id) ?? undefined,
      isSeen: (messageKey) => keys.some((key) => isSeenBy(kinOf(key)?.born, messageKey)),
      movedTo(place) {
        const pointer = known(pointers, place, () => loadPointers([place]));
        return pointer !== null && "to" in pointer ? pointer.to : undefined;
      },
      orderOf: (offset) => known(orders, offset, () => loadOrders([offset])) ?? undefined,
    }),
    peopleOf(keys) {
      const named = keys.flatMap((key) => {
        const record = identities.get(key);
        return record == null ? [] : [[key, record] as const];
      });
      const people = named.flatMap(([, { profileId }]) => {
        const profile = profiles.get(profileId);
        return profile == null ? [] : [[profileId, profile] as const];
      });
      return { identities: new Map(named), profiles: new Map(people) };
    },
    loadNamed,
    loadPointers,
    loadMembers,
    async loadKinOf(tasks) {
      const keys = tasks.flatMap((task) => (task.kind === "entry" ? identifierKeysOf(task.input) : []));
      const owners = keys.flatMap((key) => (kinHere(key).length > 0 ? (identities.get(key)?.profileId ?? []) : []));
      const missing = [...new Set(owners)].filter((id) => !profiles.has(id));
      await Promise.all([loadSizesAndMessages(tasks), missing.length > 0 ? loadProfiles(missing) : undefined]);
    },
    setPointer: (place, pointer) => void pointers.set(place, pointer),
    setIdentity: (key, record) => void identities.set(key, record),
    setProfile: (id, profile) => void profiles.set(id, profile),
    setKin: (kin) => void heads.set(kin.born, kin),
    setOrder: (offset, order) => void orders.set(offset, order),
    begin(born) {
      if (!members.has(born)) members.set(born, { places: new Map(), seen: new Map() });
    },
    join(born, more) {
      for (const messageKey of more.seen.keys()) seen.set(seenName(born, messageKey), true);
      const standing = members.get(born);
      if (standing !== undefined) addMembers(standing, more);
    },
    drop(born) {
      members.delete(born);
      heads.delete(born);
    },
    forget(contents) {
      for (const key of contents.identities.keys()) identities.delete(key);
      for (const id of contents.profiles.keys()) profiles.delete(id);
    },
    size: () => pointers.size + profiles.size + seen.size + members.size,
  };
}

export function addMembers(to: KinMembers, more: KinMembers): void {
  for (const [place, key] of more.places) to.places.set(place, key);
  for (const [messageKey, until] of more.seen) to.seen.set(messageKey, until);
}

const seenName = (born: Offset, messageKey: string) => `${born} ${messageKey}`;
