import Type from "typebox";
import { type ConsentKey, consentKeys, type Purpose, purposes } from "./event.ts";

/** What is read out to a person before they choose. */
export interface ConsentText {
  /** Named by every choice that was made over it. A changed text takes a new one. */
  version: string;
  title: string;
  text: string;
  /** By language tag, such as `de`. */
  languages: Record<string, { title: string; text: string }>;
}

/** For so many days each class of data is kept; absent: for good. */
export interface Retention {
  /** People with a user id, an e-mail address or a phone number, since they were last seen. */
  customerDays?: number;
  /** Browsers that nobody has signed in on, since they were last seen. */
  visitorDays?: number;
  /** Network addresses and browser descriptions in events, since they came in. */
  networkDetailDays?: number;
  /** Events that were set aside, since they came in. */
  quarantineDays?: number;
  /** What becomes of people: gone with their counts, or nameless, and counts stay. */
  people: "erase" | "anonymise";
}

/** What the playbook says about people's say over their data. */
export interface PrivacyRules {
  /** Purposes that need a yes. The others are allowed until they are refused. Marketing messages always need one. */
  askFirst: readonly Purpose[];
  texts: Partial<Record<ConsentKey | "necessary", ConsentText>>;
  retention: Retention;
  /**
   * Categories of products that say something intimate of who looks at them, each with those below it (`health` covers `health/sleep` and
   * `health > sleep`). What people do with such products is used for those alone who said yes to `sensitive`. Absent: none.
   */
  sensitiveCategories?: readonly string[];
}

/** Where nothing is said: refusals count, and everything is kept. */
export const defaultPrivacy: PrivacyRules = { askFirst: [], texts: {}, retention: { people: "erase" } };

const closed = { additionalProperties: false };
const days = Type.Optional(Type.Integer({ minimum: 1, maximum: 36_500 }));
const title = Type.String({ minLength: 1, maxLength: 300 });
const told = Type.String({ minLength: 1, maxLength: 10_000 });

const consentTextSchema = Type.Object(
  {
    version: Type.String({ minLength: 1, maxLength: 50, pattern: "^[A-Za-z0-9._-]+$" }),
    title,
    text: told,
    languages: Type.Optional(Type.Record(Type.String(), Type.Object({ title, text: told }, closed))),
  },
  closed,
);

/** `privacy:` in attune.yaml. */
export const privacyEntrySchema = Type.Object(
  {
    askFirst: Type.Optional(Type.Array(Type.Enum([...purposes]), { maxItems: purposes.length })),
    texts: Type.Optional(
      Type.Object(
        Object.fromEntries(["necessary", ...consentKeys].map((key) => [key, Type.Optional(consentTextSchema)])),
        closed,
      ),
    ),
    sensitiveCategories: Type.Optional(
      Type.Array(Type.String({ minLength: 1, maxLength: 500, pattern: "[^\\s/*>]" }), { maxItems: 200 }),
    ),
    retention: Type.Optional(
      Type.Object(
        {
          customerDays: days,
          visitorDays: days,
          networkDetailDays: days,
          quarantineDays: days,
          people: Type.Optional(Type.Enum(["erase", "anonymise"])),
        },
        closed,
      ),
    ),
  },
  closed,
);

export type PrivacyEntry = Type.Static<typeof privacyEntrySchema>;
