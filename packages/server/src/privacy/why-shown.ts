import type { Engine } from "@attune/engine/runtime/engine";
import type { Condition } from "@attune/model/condition";
import type { Opportunity } from "@attune/model/decision";
import type { Profile } from "@attune/model/profile";
import type { ItemSource, Tactic } from "@attune/model/tactic";

/** Why something was shown, for the person themselves: kinds of data, never the data of anybody. */
export interface WhyShown {
  decisionId: string;
  at: string;
  placements: Array<{
    placementId: string;
    what: string;
    /** Whole sentences. */
    reasons: string[];
    dataUsed: string[];
  }>;
}

const looked = 200;

/** The latest decisions about a person, or the one with this id; nothing where none is kept. */
export async function whyShown(engine: Engine, profile: Profile, decisionId: string | null): Promise<WhyShown[]> {
  const entries = await engine.timeline(profile, null, looked);
  const decisions = entries.flatMap((entry) => (entry.kind === "decision" ? [entry.decision] : []));
  const asked = decisionId === null ? decisions.slice(0, 5) : decisions.filter((one) => one.decisionId === decisionId);
  return asked.map(({ decisionId, at, opportunities }) => ({
    decisionId,
    at: new Date(at).toISOString(),
    placements: opportunities.map((opportunity) => whyOf(opportunity, engine)),
  }));
}

/** Of a decision's opportunity: a journey has them, too, when somebody comes into it. */
export function whyOf(
  opportunity: Opportunity,
  { playbook }: Pick<Engine, "playbook">,
): WhyShown["placements"][number] {
  const { placementId, tacticId, variantId, arm, experimentId } = opportunity;
  const tactic = playbook.tactics.find((one) => one.tacticId === tacticId);
  const journey = playbook.journeys?.find(({ journeyId }) => journeyId === tacticId);
  if (tactic === undefined && journey !== undefined)
    return {
      placementId,
      what: journey.name,
      reasons: [arm === "exposed" ? begunByYou : noMessages],
      dataUsed: ["what you did"],
    };
  const reasons: string[] = [];
  const isShown = arm === "exposed" && !opportunity.isWithheld;
  if (tactic === undefined) reasons.push("It was part of a campaign that has ended since.");
  else if (arm !== "exposed")
    reasons.push("You are in a comparison group: you saw the standard content, so that we can tell what ours changes.");
  else if (!isShown) reasons.push("You saw the standard content: no more of the offer that comes with it was left.");
  else if (tactic.when === undefined) reasons.push("It is shown to everyone here.");
  else reasons.push("It is shown to people to whom this applies, and it applied to you.");
  if (isShown && experimentId !== undefined)
    reasons.push("Several versions are being compared; which one you see was drawn by chance.");
  if (opportunity.offerId !== undefined) reasons.push("It comes with an offer that is yours in every channel.");
  const items = tactic?.variants?.find((one) => one.variantId === variantId)?.items ?? tactic?.items;
  const source = isShown ? items?.from : undefined;
  if (source !== undefined) reasons.push(sourceWords[source]);
  // The log does not keep for which decision that was so.
  if (source !== undefined && !alwaysFilled.has(source))
    reasons.push("Where too little is known for that, popular products stand in.");
  return {
    placementId,
    what: tactic?.name ?? tacticId,
    reasons,
    dataUsed: tactic === undefined ? [] : [...dataOf(tactic, source)].sort(),
  };
}

const begunByYou = "What you did started this series of messages.";
const noMessages =
  "You are in a comparison group: you get none of these messages, so that we can tell what they change.";

/** Lists that need neither a model nor anything of the person. */
const alwaysFilled: ReadonlySet<ItemSource> = new Set([
  "popular",
  "trending",
  "new-arrivals",
  "category-bestsellers",
  "ranked-list",
]);

const sourceWords: Record<ItemSource, string> = {
  popular: "The products are those most bought lately by everyone.",
  trending: "The products are those that interest is growing in.",
  "recently-viewed": "The products are those you looked at.",
  "new-arrivals": "The products are new in the shop.",
  "category-bestsellers": "The products are the best sold of their category.",
  "for-you":
    "The products were chosen by what you looked at and bought, and by what others with the same interests did.",
  "session-based": "The products were chosen by what you looked at in this visit.",
  "similar-items": "The products resemble the one you looked at.",
  "also-viewed": "Others who looked at the same product looked at these.",
  "bought-together": "Others bought these together with the same product.",
  "cart-add-ons": "The products go with what is in your cart.",
  upsell: "The products are alternatives to the one you looked at.",
  "buy-again": "The products are those you bought before.",
  "next-best-action": "The products go with your cart, are due again, or were chosen by what you looked at and bought.",
  "ranked-list": "The products were put in order by the shop.",
};

const ownHistory: ReadonlySet<ItemSource> = new Set([
  "recently-viewed",
  "for-you",
  "session-based",
  "cart-add-ons",
  "buy-again",
  "next-best-action",
]);

function dataOf({ when }: Tactic, source: ItemSource | undefined): Set<string> {
  const used = new Set<string>();
  if (when !== undefined) noteData(when, used);
  if (source !== undefined && ownHistory.has(source)) used.add("products you looked at or bought");
  return used;
}

function noteData(condition: Condition, used: Set<string>): void {
  if ("all" in condition) for (const part of condition.all) noteData(part, used);
  else if ("any" in condition) for (const part of condition.any) noteData(part, used);
  else if ("not" in condition) noteData(condition.not, used);
  else used.add(dataWords(condition));
}

function dataWords(clause: object): string {
  const has = (key: string) => key in clause;
  const named = (key: string) => String((clause as Record<string, unknown>)[key]);
  if (has("trait")) return `what you told us: ${named("trait")}`;
  if (has("context")) return `this visit: ${named("context")}`;
  if (has("firstTouch") || has("lastTouch")) return "how you came to the shop";
  if (has("event")) return `what you did: ${named("event")}`;
  if (has("touched")) return "products you looked at or bought";
  if (has("sum")) return "your orders";
  if (has("daysSince") || has("hoursSince") || has("sequence")) return "when you did what";
  if (has("inCart") || has("cart")) return "your cart";
  if (has("score")) return `an estimate: ${named("score")}`;
  if (has("segment")) return `a group of visitors: ${named("segment")}`;
  if (has("bucket")) return "chance";
  if (has("time") || has("weekday")) return "the time";
  if (has("visitor")) return "whether you were here before";
  return has("consent") ? "your choices about data" : "other data";
}
