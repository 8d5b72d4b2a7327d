import type { Identifier } from "@attune/model/identity";

/** What was forgotten where; holds pseudonyms only. */
export interface ForgettingCertificate {
  certificateId: string;
  mode: "erase" | "anonymise";
  profileIds: string[];
  by: string;
  askedAt: string;
  unreadableAfterMs: number;
  complete: boolean;
  places: ForgottenPlace[];
}

export interface ForgottenPlace {
  place: string;
  /** How much was there before and after; null: a number says nothing here. */
  before: number | null;
  after: number | null;
  /** Null: it cannot be looked into, and `told` says what follows. */
  verified: boolean | null;
  told: string;
}

/** The path of what is asked of a person's data: `people`, `erase`, `anonymise`. */
export const privacyPath = (what: "people" | "erase" | "anonymise", { namespace, value }: Identifier): string =>
  `/v1/privacy/${what}/${encodeURIComponent(namespace)}/${encodeURIComponent(value)}`;
