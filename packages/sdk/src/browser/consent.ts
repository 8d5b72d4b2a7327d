import type { Purpose } from "@attune/model/event";
import type { Keep } from "./storage.ts";

/** What the visitor allows now; `necessary` needs no asking. */
export interface Consent extends Record<Purpose, boolean> {
  /** That what they do with products of sensitive categories is used for them. Absent: they were not asked, which is no. */
  sensitive?: boolean;
}

export interface ConsentKeeper {
  /** What holds: the choice, else what the shop assumes; Global Privacy Control refuses all but analytics in any case. */
  current(): Consent;
  /** Whether the visitor has chosen in this browser. */
  isChosen(): boolean;
  /** Whether the browser sends Global Privacy Control. */
  isRefusedByBrowser(): boolean;
  /** Keeps the visitor's choice; purposes that are not named stay as they are. */
  choose(choice: Partial<Consent>): void;
  /** Calls back after each choice. Returns what ends that. */
  onChange(listener: (now: Consent, before: Consent) => void): () => void;
}

const name = "consent";
const nothing: Consent = { analytics: false, personalization: false, marketing: false };

/** @param assumed what holds until the visitor chooses: nothing, unless the law of the shop's place allows more */
export function createConsent(keep: Keep, assumed: Partial<Consent>, gpc: boolean): ConsentKeeper {
  const listeners = new Set<(now: Consent, before: Consent) => void>();
  let choice = readChoice(keep.get(name));

  function current(): Consent {
    const { analytics, personalization, marketing, sensitive } = { ...nothing, ...assumed, ...choice };
    const said = sensitive === undefined ? {} : { sensitive: sensitive && !gpc };
    return { analytics, personalization: personalization && !gpc, marketing: marketing && !gpc, ...said };
  }
  return {
    current,
    isChosen: () => choice !== undefined,
    isRefusedByBrowser: () => gpc,
    choose(partial) {
      const before = current();
      choice = { ...nothing, ...assumed, ...choice, ...partial };
      keep.set(name, JSON.stringify(choice));
      for (const listener of listeners) listener(current(), before);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function readChoice(kept: string | null): Partial<Consent> | undefined {
  try {
    const value: unknown = JSON.parse(kept ?? "");
    return typeof value === "object" && value !== null ? (value as Partial<Consent>) : undefined;
  } catch {
    return undefined;
  }
}
