import type { Rng } from "@attune/math/rng";
import { type Agreement, comparePeople } from "./compare-people.ts";
import { learnLinkModel, matchProbability } from "./fellegi-sunter.ts";
import { type ComparedField, comparedFields, type PersonRecord, plainRecord } from "./person-record.ts";

/** Two records that are probably one person. A suggestion: nothing is joined by it. */
export interface DuplicateSuggestion {
  a: string;
  b: string;
  /** Probability that they are one person, by the model that was learned from all of them. */
  score: number;
  /** On which they agree fully or nearly. */
  agreeing: ComparedField[];
}

const randomPairs = 20_000;
/** A block of more records is a common value, and proposes nobody. */
const mostPerBlock = 100;
const mostCandidates = 500_000;

/**
 * Pairs of records that are one person with a probability of at least `least`, the most probable first. Only pairs that share a blocking key are
 * compared: O(n · mostPerBlock) comparisons. Records that share an identifier are one profile already, and are not given here twice.
 */
export function suggestDuplicates(people: readonly PersonRecord[], least: number, rng: Rng): DuplicateSuggestion[] {
  if (people.length < 2) return [];
  const records = people.map(plainRecord);
  const pairs = candidatePairs(records);
  const candidates = pairs.map(([i, j]) => comparePeople(records[i]!, records[j]!));
  const model = learnLinkModel(candidates, drawPairs(records, rng), (records.length * (records.length - 1)) / 2);
  return pairs
    .map(([i, j], index): DuplicateSuggestion => {
      const agreements = candidates[index]!;
      return {
        a: records[i]!.id,
        b: records[j]!.id,
        score: matchProbability(model, agreements),
        agreeing: comparedFields.filter((_, field) => agreements[field]! > 0),
      };
    })
    .filter(({ score }) => score >= least)
    .sort((x, y) => y.score - x.score || (x.a < y.a ? -1 : 1));
}

function drawPairs(records: readonly PersonRecord[], rng: Rng): Agreement[][] {
  const drawn: Agreement[][] = [];
  for (let i = 0; i < randomPairs; i++) {
    const a = Math.floor(rng.uniform() * records.length);
    const b = Math.floor(rng.uniform() * records.length);
    if (a !== b) drawn.push(comparePeople(records[a]!, records[b]!));
  }
  return drawn;
}

function candidatePairs(records: readonly PersonRecord[]): Array<readonly [number, number]> {
  const blocks = new Map<string, number[]>();
  for (const [i, record] of records.entries()) {
    for (const key of blockingKeys(record)) {
      const block = blocks.get(key);
      if (block === undefined) blocks.set(key, [i]);
      else block.push(i);
    }
  }
  const seen = new Set<number>();
  const pairs: Array<readonly [number, number]> = [];
  for (const block of blocks.values()) {
    if (block.length > mostPerBlock) continue;
    for (const [at, i] of block.entries()) {
      for (const j of block.slice(at + 1)) {
        const key = i * records.length + j;
        if (i === j || seen.has(key)) continue;
        if (pairs.length >= mostCandidates) return pairs;
        seen.add(key);
        pairs.push([i, j]);
      }
    }
  }
  return pairs;
}

/** Two records that share any of these are compared: what one of them gets wrong, another key still finds. */
function blockingKeys(record: PersonRecord): string[] {
  const { givenName, surname, birthDate, email, phone, postcode, address, city } = record;
  const keys: string[] = [];
  const add = (name: string, ...parts: (string | undefined)[]) => {
    if (parts.every((part) => part !== undefined && part !== "")) keys.push([name, ...parts].join("\u0000"));
  };
  add("email", email);
  add("mailbox", email?.split("@")[0]);
  add("phone", phone);
  add("born", birthDate);
  add("address", address);
  add("names", surname?.slice(0, 4), givenName?.slice(0, 2));
  add("names", givenName?.slice(0, 4), surname?.slice(0, 2));
  add("given-post", givenName?.slice(0, 3), postcode);
  add("sur-post", surname?.slice(0, 3), postcode);
  add("given-city", givenName, city);
  add("sur-city", surname, city);
  add("given-year", givenName, birthDate?.slice(0, 4));
  return keys;
}
