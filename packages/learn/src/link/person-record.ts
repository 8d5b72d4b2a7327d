/** What is known of one person that another record may say, too. Absent: unknown. */
export interface PersonRecord {
  id: string;
  givenName?: string;
  surname?: string;
  /** Digits `YYYYMMDD`. */
  birthDate?: string;
  email?: string;
  phone?: string;
  address?: string;
  city?: string;
  postcode?: string;
}

export const comparedFields = [
  "givenName",
  "surname",
  "birthDate",
  "email",
  "phone",
  "address",
  "city",
  "postcode",
] as const;
export type ComparedField = (typeof comparedFields)[number];

/** The same in small letters, without accents and what is no letter or digit; what is left empty is unknown. */
export function plainRecord(record: PersonRecord): PersonRecord {
  const plain: PersonRecord = { id: record.id };
  for (const field of comparedFields) {
    const text = plainText(record[field] ?? "", field);
    if (text !== "") plain[field] = text;
  }
  return plain;
}

function plainText(text: string, field: ComparedField): string {
  const letters = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  if (field === "email") return letters.trim();
  if (field === "birthDate" || field === "phone") return letters.replace(/\D/g, "");
  return letters.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}
