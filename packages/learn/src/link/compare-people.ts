import { jaroWinkler } from "./jaro-winkler.ts";
import { type ComparedField, comparedFields, type PersonRecord } from "./person-record.ts";

/** How far two records agree on one field: 0 not, 1 nearly, 2 fully; -1 where either does not say. */
export type Agreement = -1 | 0 | 1 | 2;

const nearlyAlike = 0.88;

/** Agreement by field, in the order of `comparedFields`. Both records are plain. */
export function comparePeople(a: PersonRecord, b: PersonRecord): Agreement[] {
  const agreements = comparedFields.map((field) => agreement(field, a[field], b[field]));
  // Given name and surname in each other's place.
  if (agreements[0] === 0 && agreements[1] === 0 && a.givenName === b.surname && a.surname === b.givenName) {
    agreements[0] = 1;
    agreements[1] = 1;
  }
  return agreements;
}

function agreement(field: ComparedField, a: string | undefined, b: string | undefined): Agreement {
  if (a === undefined || b === undefined) return -1;
  if (a === b) return 2;
  switch (field) {
    case "birthDate":
    case "phone":
    case "postcode":
      return isOneSlip(a, b) ? 1 : 0;
    case "email":
      return a.split("@")[0] === b.split("@")[0] || jaroWinkler(a, b) >= 0.95 ? 1 : 0;
    default:
      return jaroWinkler(a, b) >= nearlyAlike ? 1 : 0;
  }
}

/** One digit another, or two neighbours in each other's place. */
function isOneSlip(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const isSwapped = a[i] === b[i + 1] && a[i + 1] === b[i];
  return a.slice(i + 1) === b.slice(i + 1) || (isSwapped && a.slice(i + 2) === b.slice(i + 2));
}
