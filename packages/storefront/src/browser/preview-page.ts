import { askPreview } from "./ask-preview.ts";
import type { Catalogue } from "./catalogue.ts";
import { drawDecision } from "./draw-decision.ts";
import type { PageFacts } from "./page-facts.ts";
import type { PreviewChoice } from "./preview-choice.ts";

/** Draws the page as somebody else would get it. Nothing is told, counted or kept. */
export async function previewPage(
  facts: PageFacts,
  choice: PreviewChoice,
  catalogue: Promise<Catalogue>,
): Promise<void> {
  try {
    const [answer, all] = await Promise.all([askPreview(facts, choice, ""), catalogue]);
    for (const slot of document.querySelectorAll<HTMLElement>("attune-slot")) {
      const decision = answer.placements[slot.getAttribute("placement") ?? ""];
      if (decision !== undefined)
        drawDecision(slot, decision, {
          catalogue: all,
          currency: facts.currency,
          without: [facts.facts.itemId ?? ""],
        });
    }
  } catch (error) {
    console.warn("no preview:", error);
  }
}
