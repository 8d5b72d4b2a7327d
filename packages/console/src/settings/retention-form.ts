import type { PrivacyEntry } from "@attune/model/privacy";

type Entry = NonNullable<PrivacyEntry["retention"]>;

/** For how many days each class of data is kept, as a form holds it; empty: for good. */
export interface RetentionForm {
  customerDays: string;
  visitorDays: string;
  networkDetailDays: string;
  quarantineDays: string;
  people: "erase" | "anonymise";
}

export const retentionWords = {
  customerDays: "People who are known, after they were last seen",
  visitorDays: "Browsers that nobody has signed in on, after they were last seen",
  networkDetailDays: "Network addresses and browser descriptions, after they came in",
  quarantineDays: "Events in quarantine, after they came in",
} as const;
export type RetentionClass = keyof typeof retentionWords;
export const retentionClasses = Object.keys(retentionWords) as RetentionClass[];

export function retentionForm({ people = "erase", ...days }: Entry = {}): RetentionForm {
  const text = (name: RetentionClass) => (days[name] === undefined ? "" : String(days[name]));
  return {
    customerDays: text("customerDays"),
    visitorDays: text("visitorDays"),
    networkDetailDays: text("networkDetailDays"),
    quarantineDays: text("quarantineDays"),
    people,
  };
}

/** The entry that a form says; null where everything is kept for good. */
export function retentionEntry({ people, ...days }: RetentionForm): Entry | null {
  const said = retentionClasses.flatMap((name) =>
    Number(days[name]) > 0 ? [[name, Number(days[name])] as const] : [],
  );
  return said.length === 0 ? null : { ...Object.fromEntries(said), people };
}
