import { jaroWinkler } from "./jaro-winkler.ts";
import { type ComparedField, comparedFields, type PersonRecord } from "./person-record.ts";

/** How far two records agree on one field: 0 not, 1 nearly, 2 fully; -1 where either does not say. */
export type Agreement = -1 | 0 | 1 | 2;

const nearlyAlike = 0.88;

/** Agreement by field, in the order of `comparedFields`. Both records are plain. */
export function comparePeople(a: PersonRecord, b: PersonRecord): Agreement[] {
  const agreements = comparedFields.map((field) =>
    field === "email" ? emailAgreement(a, b) : agreement(field, a[field], b[field]),
  );
  // Given name and surname in each other's place.
  if (agreements[0] === 0 && agreements[1] === 0 && a.givenName === b.surname && a.surname === b.givenName) {
    agreements[0] = 1;
    agreements[1] = 1;
  }
  return agreements;
}

/**
 * What an address says beyond the name that it is made of: `zoe.meyer.42` and `zoe.meyer.3776` are two people of one name, and `zoe.meyer` with two
 * providers says no more than that both are called so. Counted as alike, such addresses would tell the name twice.
 */
function emailAgreement(a: PersonRecord, b: PersonRecord): Agreement {
  if (a.email === undefined || b.email === undefined) return -1;
  if (a.email === b.email) return 2;
  const [own, other] = [withoutNames(a, b), withoutNames(b, a)];
  if (own === "" && other === "") return -1;
  if (own !== "" && own === other) return 1;
  const isNamed = own !== mailboxOf(a) || other !== mailboxOf(b);
  return !isNamed && jaroWinkler(a.email, b.email) >= 0.95 ? 1 : 0;
}

const mailboxOf = ({ email = "" }: PersonRecord): string => email.split("@")[0]!;

/** The part before the @ without the names of either, and without what parts them. */
function withoutNames(record: PersonRecord, other: PersonRecord): string {
  const names = [record.givenName, record.surname, other.givenName, other.surname]
    .filter((name) => name !== undefined && name.length > 1)
    .sort((x, y) => y!.length - x!.length);
  let rest = mailboxOf(record);
  for (const name of names) rest = rest.replace(name!, "");
  return rest === mailboxOf(record) ? rest : rest.replace(/[^a-z0-9]/g, "");
}

function agreement(field: ComparedField, a: string | undefined, b: string | undefined): Agreement {
  if (a === undefined || b === undefined) return -1;
  if (a === b) return 2;
  switch (field) {
    case "birthDate":
    case "phone":
    case "postcode":
      return isOneSlip(a, b) ? 1 : 0;
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
