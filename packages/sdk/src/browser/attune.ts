import type { PlacementDecision } from "@attune/model/decision";
import type { JsonObject } from "@attune/model/json";
import type { createCommerce } from "./commerce.ts";
import type { Consent, ConsentKeeper } from "./consent.ts";
import type { DecideOptions, Decisions } from "./decide-within.ts";
import type { DecideOne } from "./gather-decisions.ts";
import type { Render } from "./slots.ts";

export interface AttuneOptions {
  /** Of the server, with its first-party path where it stands behind one: `https://shop.example/a`, or `/a`. */
  url: string;
  writeKey: string;
  /** What holds before the visitor chooses. Nothing unless said: then nothing is stored, and events wait in the page. */
  consent?: Partial<Consent>;
  /** How long a slot is hidden at most, and how long a decision may take to count. 300 ms unless said. */
  limitMs?: number;
  /** Placements to ask for at once, before their slots are read. */
  placements?: readonly string[];
  /** Share of the pages whose timings are told, 0 to 1; 0.1 unless said. */
  timingsShare?: number;
  /** What the page knows and decisions may ask for; sent with every decision. */
  context?: JsonObject;
  /** Told of what went wrong, since nothing is thrown into the page. Silent unless given. */
  onError?: (error: unknown) => void;
}

/** What is shown in a placement of this page. */
export interface Shown {
  placementId: string;
  slot: HTMLElement;
  decisionId: string | null;
  decision: PlacementDecision;
}

/** The client of one page. None of its functions throws, and none waits for the network before it returns. */
export interface Attune {
  track(event: string, properties?: JsonObject): void;
  page(name?: string, properties?: JsonObject): void;
  /** The visitor is this user. */
  identify(userId: string, traits?: JsonObject): void;
  /** Somebody else from now on: after a sign-out. */
  reset(): void;
  anonymousId(): string;
  commerce: ReturnType<typeof createCommerce>;
  /** Never rejects; past the limit it answers `late`, without decisions. */
  decide(placements: readonly string[], options?: DecideOptions): Promise<Decisions>;
  /** As `decide`, for one placement; those asked for in one turn of the page travel in one request. */
  decideOne: DecideOne;
  /** Draws a placement into any element, as `<attune-slot>` does by itself. */
  fill(slot: HTMLElement, placementId: string): Promise<void>;
  /** Draws this placement's decisions with the shop's own code. Say so before the slots come up. */
  render(placementId: string, render: Render): void;
  /** Tells, once, when the decision's element was seen for a second, and each click in it. Slots do so themselves. Returns what ends it. */
  expose(slot: HTMLElement, placementId: string, decision: PlacementDecision, decisionId?: string | null): () => void;
  /** What the slots of the page show now. */
  shown(): Shown[];
  /** Calls back after each slot. Returns what ends that. */
  onShown(listener: (shown: Shown) => void): () => void;
  consent: Pick<ConsentKeeper, "current" | "isChosen" | "isRefusedByBrowser" | "choose" | "onChange">;
  /** Sends what waits to be sent. */
  flush(): Promise<void>;
}
