import { type Agreement, comparePeople } from "./compare-people.ts";
import type { PersonRecord } from "./person-record.ts";

/** How many pairs agree in one way. However many pairs are compared, there are only some hundreds of ways. */
export interface AgreementCount {
  /** By field, in the order of `comparedFields`. */
  agreements: Agreement[];
  pairs: number;
}

/** Counts pairs by the way in which they agree. */
export interface AgreementCounts {
  /** Counts a pair of plain records; the number of its way, below 65,536. */
  add(a: PersonRecord, b: PersonRecord): number;
  all(): AgreementCount[];
  /** What is worked out once for each way, by its number. */
  each<T>(of: (count: AgreementCount) => T): (way: number) => T;
}

/** Levels of agreement, and the one for what is not said: two bits for each field. */
const levels = 4;

export function createAgreementCounts(): AgreementCounts {
  const counts = new Map<number, AgreementCount>();
  return {
    add(a, b) {
      const agreements = comparePeople(a, b);
      let way = 0;
      for (const level of agreements) way = way * levels + level + 1;
      const known = counts.get(way);
      if (known === undefined) counts.set(way, { agreements, pairs: 1 });
      else known.pairs += 1;
      return way;
    },
    all: () => [...counts.values()],
    each(of) {
      const results = new Map([...counts].map(([way, count]) => [way, of(count)]));
      return (way) => results.get(way)!;
    },
  };
}
