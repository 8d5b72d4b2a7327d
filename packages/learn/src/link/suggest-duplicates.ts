import type { Rng } from "@attune/math/rng";
import { type AgreementCounts, createAgreementCounts } from "./agreement-counts.ts";
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

/** Records or pairs between two pauses: a tenth of a millisecond. */
const perTurn = 50;

/**
 * Pairs of records that are one person with a probability of at least `least`, the most probable first. Only pairs that share a blocking key are
 * compared: O(n · mostPerBlock) comparisons. Records that share an identifier are one profile already, and are not given here twice.
 * @param pause awaited between short pieces of the work, which takes seconds where there are many: whoever has other things to do does them then
 */
export async function suggestDuplicates(
  people: readonly PersonRecord[],
  least: number,
  rng: Rng,
  pause: () => Promise<void>,
): Promise<DuplicateSuggestion[]> {
  if (people.length < 2) return [];
  const records: PersonRecord[] = [];
  for (const person of people) {
    if (records.length % perTurn === 0) await pause();
    records.push(plainRecord(person));
  }
  const { firsts, seconds, ways, counts } = await comparePairs(records, pause);
  const random = await drawPairs(records, rng, pause);
  const model = learnLinkModel(counts.all(), random.all(), (records.length * (records.length - 1)) / 2);
  const told = counts.each(({ agreements }) => ({
    score: matchProbability(model, agreements),
    agreeing: comparedFields.filter((_, field) => agreements[field]! > 0),
  }));
  const found: DuplicateSuggestion[] = [];
  for (const [index, way] of ways.entries()) {
    if (index % perTurn === 0) await pause();
    const { score, agreeing } = told(way);
    if (score >= least)
      found.push({ a: records[firsts[index]!]!.id, b: records[seconds[index]!]!.id, score, agreeing });
  }
  return found.sort((x, y) => y.score - x.score || (x.a < y.a ? -1 : 1));
}

/** The pairs that share a block, by the places of their records, and how each of them agrees. */
interface ComparedPairs {
  firsts: number[];
  seconds: number[];
  ways: number[];
  counts: AgreementCounts;
}

async function comparePairs(records: readonly PersonRecord[], pause: () => Promise<void>): Promise<ComparedPairs> {
  const blocksOf = await blocksByRecord(records, pause);
  const compared: ComparedPairs = { firsts: [], seconds: [], ways: [], counts: createAgreementCounts() };
  /** With whom each record was paired last: two records may share several blocks. */
  const pairedWith = new Int32Array(records.length).fill(-1);
  for (const [i, blocks] of blocksOf.entries()) {
    for (const block of blocks) {
      if (block.length > mostPerBlock) continue;
      await pause();
      for (const j of block) {
        if (j <= i || pairedWith[j] === i) continue;
        if (compared.ways.length >= mostCandidates) return compared;
        pairedWith[j] = i;
        compared.firsts.push(i);
        compared.seconds.push(j);
        compared.ways.push(compared.counts.add(records[i]!, records[j]!));
      }
    }
  }
  return compared;
}

/** Of each record the blocks that it is in: the places of all records that share a key with it, itself included. */
async function blocksByRecord(records: readonly PersonRecord[], pause: () => Promise<void>): Promise<number[][][]> {
  const blocks = new Map<string, number[]>();
  const blocksOf: number[][][] = [];
  for (const [i, record] of records.entries()) {
    if (i % perTurn === 0) await pause();
    const own = blockingKeys(record).map((key) => {
      const block = blocks.get(key) ?? [];
      if (block.length === 0) blocks.set(key, block);
      block.push(i);
      return block;
    });
    blocksOf.push(own);
  }
  return blocksOf;
}

async function drawPairs(
  records: readonly PersonRecord[],
  rng: Rng,
  pause: () => Promise<void>,
): Promise<AgreementCounts> {
  const counts = createAgreementCounts();
  for (let i = 0; i < randomPairs; i++) {
    if (i % perTurn === 0) await pause();
    const a = Math.floor(rng.uniform() * records.length);
    const b = Math.floor(rng.uniform() * records.length);
    if (a !== b) counts.add(records[a]!, records[b]!);
  }
  return counts;
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
