import { placeOf } from "@attune/engine/profile/partitions/place-of";
import { handIn, takeIn } from "@attune/engine/profile/partitions/run-step";

/** A partition in memory, changed in place: what a store would keep. Every step is committed at once. */
export function createPartition(partition, partitions, settings) {
  /** By `born`: what a step sees of kin, and the names of all that is theirs. */
  const kin = new Map();
  const bornOf = new Map();
  const identities = new Map();
  const profiles = new Map();
  const seen = new Map();
  const moved = new Map();
  const received = new Array(partitions).fill(0);
  const sent = new Array(partitions).fill(0);
  const counts = { steps: 0, letters: 0, moves: 0, movedIdentifiers: 0, cargoBytes: 0 };
  let tick = 0;

  const view = {
    partition,
    partitions,
    get tick() {
      return tick;
    },
    kinOf: (key) => kin.get(bornOf.get(placeOf(key)))?.head,
    contentsOf(born) {
      const names = kin.get(born);
      return {
        places: names.places,
        identities: picked(identities, names.identities),
        profiles: picked(profiles, names.profiles),
        seen: picked(seen, names.seen),
      };
    },
    identity: (key) => identities.get(key),
    profile: (profileId) => profiles.get(profileId),
    isSeen: (messageKey) => seen.has(messageKey),
    movedTo: (place) => moved.get(place),
    receivedFrom: (from) => received[from],
    sentTo: (to) => sent[to],
    orderOf: () => undefined,
  };

  function apply(change) {
    tick = change.tick;
    counts.steps += 1;
    counts.letters += change.letters.length;
    if (change.received !== undefined) received[change.received.from] = change.received.number;
    for (const letter of change.letters) send(letter);
    for (const [born, into] of change.gone) {
      const names = kin.get(born);
      kin.delete(born);
      if (into === null) forget(names);
      else take(into, names);
    }
    if (change.arrived !== null) unpack(change.arrived);
    for (const [key, born] of change.begun) take(born, { ...noNames(), places: new Set([placeOf(key)]) });
    if (change.wrote !== null) write(change.wrote);
    for (const [born, head] of change.kin) namesOf(born).head = head;
    for (const [key, to] of change.moved) {
      if (to === null) moved.delete(key);
      else moved.set(key, to);
    }
    return change.letters;
  }

  function namesOf(born) {
    const names = kin.get(born);
    if (names !== undefined) return names;
    const fresh = noNames();
    kin.set(born, fresh);
    return fresh;
  }

  /** The smaller goes into the larger: together no more than n log n for n identifiers. */
  function take(born, names) {
    const known = namesOf(born);
    const [larger, smaller] = known.places.size >= names.places.size ? [known, names] : [names, known];
    for (const of of ["places", "identities", "profiles", "seen"]) for (const name of smaller[of]) larger[of].add(name);
    for (const place of larger === known ? smaller.places : larger.places) bornOf.set(place, born);
    kin.set(born, larger);
  }

  function unpack({ cargo, into }) {
    for (const [key, record] of cargo.identities) identities.set(key, record);
    for (const [profileId, profile] of cargo.profiles) profiles.set(profileId, profile);
    for (const [key, until] of cargo.seen) seen.set(key, until);
    take(into, {
      places: new Set(cargo.places),
      identities: new Set(cargo.identities.keys()),
      profiles: new Set(cargo.profiles.keys()),
      seen: new Set(cargo.seen.keys()),
    });
  }

  function write({ kin: born, writes }) {
    const names = namesOf(born);
    for (const [all, own, changes] of [
      [identities, names.identities, writes.identities],
      [profiles, names.profiles, writes.profiles],
      [seen, names.seen, writes.seen],
    ]) {
      for (const [name, value] of changes) {
        if (value === null) all.delete(name);
        else all.set(name, value);
        if (value === null) own.delete(name);
        else own.add(name);
      }
    }
  }

  function forget(names) {
    for (const place of names.places) bornOf.delete(place);
    for (const key of names.identities) identities.delete(key);
    for (const profileId of names.profiles) profiles.delete(profileId);
    for (const key of names.seen) seen.delete(key);
  }

  function send(letter) {
    sent[letter.to] = letter.number;
    const { cargo } = letter.content.errand;
    if (cargo === undefined) return;
    counts.moves += 1;
    counts.movedIdentifiers += cargo.places.size;
    counts.cargoBytes += JSON.stringify([
      ...cargo.places,
      ...cargo.identities,
      ...cargo.profiles,
      ...cargo.seen,
    ]).length;
  }

  return {
    counts,
    pointers: () => moved.size,
    sizes: () => [...kin.values()].map(({ places }) => places.size),
    has: (key) => bornOf.has(placeOf(key)),
    handIn: (task) => apply(handIn(task, view, settings, noLog)),
    takeIn: (letter) => apply(takeIn(letter, view, settings, noLog)),
  };
}

const noNames = () => ({ places: new Set(), identities: new Set(), profiles: new Set(), seen: new Set() });

const picked = (all, names) => new Map([...names].map((name) => [name, all.get(name)]));

/** No order is played. */
const noLog = { ownedBy: () => [], at: () => [], names: () => new Map() };
