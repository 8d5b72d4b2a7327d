import { showBanner } from "@attune/sdk/banner";
import { type Attune, createAttune } from "@attune/sdk/browser";
import { openPreferencesInForce } from "@attune/sdk/preferences";
import { cartItemIds } from "./cart.ts";
import type { Catalogue } from "./catalogue.ts";
import { drawDecision } from "./draw-decision.ts";
import type { PageFacts } from "./page-facts.ts";

/** What the parts of a page work with. */
export interface PageParts {
  attune: Attune;
  facts: PageFacts;
  catalogue: Promise<Catalogue>;
}

/** Starts the client, draws its decisions as the shop draws products, and asks for consent where the playbook wants it asked for. */
export function startClient(
  { page, writeKey, limitMs, askFirst, placements, currency, facts }: PageFacts,
  catalogue: Promise<Catalogue>,
): Attune {
  performance.mark("client-start");
  const attune = createAttune({
    url: "",
    writeKey,
    limitMs,
    consent: { analytics: !askFirst.includes("analytics"), personalization: !askFirst.includes("personalization") },
    context: {
      ...(facts.itemId === undefined ? {} : { itemId: facts.itemId }),
      ...(facts.category === undefined ? {} : { category: facts.category }),
    },
    onError: (error) => console.warn("the shop goes on without:", error),
  });
  let known: Catalogue | undefined;
  void catalogue.then((all) => {
    known = all;
  });
  for (const placement of placements) {
    attune.render(placement, (slot, decision) => {
      const drawWith = (all: Catalogue) => {
        drawDecision(slot, decision, {
          catalogue: all,
          currency,
          without: [facts.itemId ?? "", ...(page === "Cart" || page === "Checkout" ? cartItemIds() : [])],
        });
        performance.mark(`slot-drawn:${placement}`);
      };
      if (known === undefined) void catalogue.then(drawWith);
      else drawWith(known);
    });
  }
  if (askFirst.length > 0) showBanner(attune, { onPreferences: () => openChoices(attune, writeKey) });
  return attune;
}

/** The choices, with the playbook's own texts: also for sensitive categories, where it has them. */
export const openChoices = (attune: Attune, writeKey: string): void =>
  void openPreferencesInForce(attune, { url: "", writeKey });
