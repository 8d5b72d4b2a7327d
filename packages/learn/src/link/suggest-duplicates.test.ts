import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { createRng } from "@attune/math/rng";
import { expect, it } from "vitest";
import type { PersonRecord } from "./person-record.ts";
import { suggestDuplicates } from "./suggest-duplicates.ts";

const dataFolder = process.env.ATTUNE_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data");
const febrl = resolve(dataFolder, "febrl/dataset1.csv");
const fake = resolve(dataFolder, "splink-fake-1000/fake_1000.csv");
for (const file of [febrl, fake]) if (!existsSync(file)) console.warn(`skipped: ${file} is not there`);

interface Labelled extends PersonRecord {
  entity: string;
}

function table(file: string): Record<string, string>[] {
  const [header = "", ...lines] = readFileSync(file, "utf8").trim().split(/\r?\n/);
  const names = header.split(",").map((name) => name.trim());
  return lines.map((line) => {
    const cells = line.split(",").map((cell) => cell.trim());
    return Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""]));
  });
}

const withoutPause = async () => {};

async function judged(people: Labelled[], least: number) {
  const entityOf = new Map(people.map(({ id, entity }) => [id, entity]));
  const sizes = new Map<string, number>();
  for (const { entity } of people) sizes.set(entity, (sizes.get(entity) ?? 0) + 1);
  const truePairs = [...sizes.values()].reduce((sum, size) => sum + (size * (size - 1)) / 2, 0);
  const found = await suggestDuplicates(people, least, createRng("link"), withoutPause);
  const right = found.filter(({ a, b }) => entityOf.get(a) === entityOf.get(b)).length;
  return { truePairs, found: found.length, precision: right / found.length, recall: right / truePairs };
}

it.skipIf(!existsSync(febrl))(
  "finds the 500 pairs of FEBRL's set 1 without their social security numbers",
  async () => {
    const people = table(febrl).map(
      (row): Labelled => ({
        id: row.rec_id!,
        entity: /^rec-\d+/.exec(row.rec_id!)![0],
        givenName: row.given_name!,
        surname: row.surname!,
        birthDate: row.date_of_birth!,
        address: `${row.street_number} ${row.address_1}`,
        city: row.suburb!,
        postcode: row.postcode!,
      }),
    );
    const { truePairs, precision, recall } = await judged(people, 0.9);
    expect(truePairs).toBe(500);
    expect(precision).toBeGreaterThan(0.99);
    expect(recall).toBeGreaterThan(0.99);
  },
);

it.skipIf(!existsSync(fake))("finds what can be found of Splink's fake people, and few that are not", async () => {
  const people = table(fake).map(
    (row): Labelled => ({
      id: row.unique_id!,
      entity: row.cluster!,
      givenName: row.first_name!,
      surname: row.surname!,
      birthDate: row.dob!,
      city: row.city!,
      email: row.email!,
    }),
  );
  const { truePairs, precision, recall } = await judged(people, 0.9);
  expect(truePairs).toBe(2_975);
  expect(precision).toBeGreaterThan(0.99);
  expect(recall).toBeGreaterThan(0.7);
});

it("suggests nobody among strangers, and nothing of nothing", async () => {
  expect(await suggestDuplicates([], 0.9, createRng(1), withoutPause)).toEqual([]);
  const strangers = ["Ada Lovelace 18151210", "Alan Turing 19120623", "Grace Hopper 19061209"].map((text, i) => {
    const [givenName = "", surname = "", birthDate = ""] = text.split(" ");
    return { id: `${i}`, givenName, surname, birthDate };
  });
  expect(await suggestDuplicates(strangers, 0.5, createRng(1), withoutPause)).toEqual([]);
});

it("takes nobody for another of the same name whose address is made of it, with another number or provider", async () => {
  const rng = createRng("namesakes");
  const pick = (list: readonly string[]) => list[rng.integer(list.length)]!;
  const given = ["Zoe", "Hannah", "Leon", "Noah", "Mia", "Emil", "Lina", "Paul", "Ida", "Otto"];
  const surnames = ["Meyer", "Thomas", "Weber", "Peters", "Jansen", "Conrad", "Wolf", "Koch", "Lang", "Roth"];
  const people = Array.from({ length: 700 }, (_, i): PersonRecord => {
    const [givenName, surname] = [pick(given), pick(surnames)];
    const mailbox = `${givenName}.${surname}`.toLowerCase() + (i % 2 === 0 ? `.${i}` : "");
    return { id: `${i}`, givenName, surname, email: `${mailbox}@${pick(["mail", "post", "web"])}${i}.example` };
  });
  expect(await suggestDuplicates(people, 0.9, createRng(1), withoutPause)).toEqual([]);
});
