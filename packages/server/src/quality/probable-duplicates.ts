import type { Engine } from "@attune/engine/runtime/engine";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import type { PersonRecord } from "@attune/learn/link/person-record";
import { type DuplicateSuggestion, suggestDuplicates } from "@attune/learn/link/suggest-duplicates";
import { createRng } from "@attune/math/rng";
import type { Profile } from "@attune/model/profile";
import { samplePeople } from "../playbook/sample-people.ts";

/** More are not looked at: comparing takes seconds of the processor. */
const mostPeople = 20_000;
/** A record that says less cannot be told from others. */
const fewestFields = 2;

const traitNames: Record<Exclude<keyof PersonRecord, "id" | "email" | "phone">, readonly string[]> = {
  givenName: ["first_name", "firstName", "given_name"],
  surname: ["last_name", "lastName", "surname"],
  birthDate: ["birthday", "birth_date", "birthdate", "date_of_birth"],
  address: ["address", "street", "address1"],
  city: ["city"],
  postcode: ["postcode", "postal_code", "zip"],
};

/** What a person says of themselves, as far as it takes to know whom a pair means. */
export interface NamedPerson {
  firstName?: string;
  lastName?: string;
  email?: string;
}

export interface ProbableDuplicates {
  lookedAt: number;
  people: number;
  suggestions: Array<DuplicateSuggestion & { named: { a: NamedPerson; b: NamedPerson } }>;
}

/** Profiles that are probably one person, with the probability. Nothing is joined; people who were declared to be two are left out. */
export async function probableDuplicates(engine: Engine, least: number, limit: number): Promise<ProbableDuplicates> {
  const records: PersonRecord[] = [];
  const apart = new Map<string, ReadonlySet<string>>();
  const lookedAt = await samplePeople(engine, mostPeople, (profile) => {
    const record = recordOf(profile);
    if (Object.keys(record).length - 1 < fewestFields) return;
    records.push(record);
    if (profile.separations.length > 0)
      apart.set(
        profile.profileId,
        new Set(profile.separations.map(({ theirs }) => `${theirs.namespace}:${theirs.value}`)),
      );
  });
  const found = await suggestDuplicates(records, least, createRng("probable duplicates"), takeTurns());
  const recordById = new Map(records.map((record) => [record.id, record]));
  const named = (profileId: string): NamedPerson => namedPerson(recordById.get(profileId)!);
  const suggestions: ProbableDuplicates["suggestions"] = [];
  for (const suggestion of found) {
    if (suggestions.length >= limit) break;
    if (await areSeparate(engine, apart.get(suggestion.a), suggestion.b)) continue;
    suggestions.push({ ...suggestion, named: { a: named(suggestion.a), b: named(suggestion.b) } });
  }
  return { lookedAt, people: records.length, suggestions };
}

function namedPerson({ givenName, surname, email }: PersonRecord): NamedPerson {
  return {
    ...(givenName === undefined ? {} : { firstName: givenName }),
    ...(surname === undefined ? {} : { lastName: surname }),
    ...(email === undefined ? {} : { email }),
  };
}

async function areSeparate(engine: Engine, keys: ReadonlySet<string> | undefined, other: string): Promise<boolean> {
  if (keys === undefined) return false;
  const profile = await engine.stores.state.profile(other);
  return profile?.identities.some(({ namespace, value }) => keys.has(`${namespace}:${value}`)) ?? false;
}

function recordOf({ profileId, traits, identities }: Profile): PersonRecord {
  const record: PersonRecord = { id: profileId };
  for (const [field, names] of Object.entries(traitNames) as Array<[keyof typeof traitNames, readonly string[]]>) {
    const value = names.map((name) => traits[name]?.value).find((one) => typeof one === "string" && one !== "");
    if (typeof value === "string") record[field] = value;
  }
  for (const namespace of ["email", "phone"] as const) {
    const known = identities.find((identity) => identity.namespace === namespace);
    if (known !== undefined) record[namespace] = known.value;
  }
  return record;
}
