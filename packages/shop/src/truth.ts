import type { ShopperSegment } from "./shopper-segments.ts";

/** The steps of the funnel that a tactic can move: open a product, put it in the cart, add a second thing, pay. */
export const stages = ["view", "add", "attach", "buy"] as const;
export type Stage = (typeof stages)[number];

/** Relative change of the stage's probability for the rest of the visit: 0.12 is +12 %. */
export type StageLift = Partial<Record<Stage, number>>;

/** What the condition of a tactic can ask of a visitor. */
interface Reached {
  isNew: boolean;
  itemsInCart: number;
}

/** What a tactic really does, which the engine has to find out. */
export interface TacticTruth {
  tacticId: string;
  placementId: string;
  /** Whom the tactic's condition reaches: the same as the playbook's `when`, seen from the person's own life. */
  reaches: (visitor: Reached) => boolean;
  /** Lifts of everyone the segment table does not name. */
  everyone: StageLift;
  bySegment?: Partial<Record<ShopperSegment, StageLift>>;
  /** Lifts of everyone who is shown this variant, in place of the others. */
  byVariant?: Record<string, StageLift>;
  /** Taken off orders made in a visit in which it was shown, as a share of their price. */
  discount?: number;
}

const isNew = (visitor: Reached) => visitor.isNew;
const hasCart = (visitor: Reached) => visitor.itemsInCart > 0;

/** The truth of the demo playbook: five tactics that work, of which one harms loyal people, and one that does nothing. */
export const demoTruth: readonly TacticTruth[] = [
  {
    tacticId: "welcome-guide",
    placementId: "home-hero",
    reaches: isNew,
    everyone: { add: 0.2, buy: 0.3 },
    byVariant: { video: { add: 0.2, buy: 0.6 } },
  },
  {
    tacticId: "sale-countdown",
    placementId: "home-hero",
    reaches: (visitor) => !isNew(visitor),
    everyone: {},
    bySegment: { "bargain-hunter": { buy: 0.4 }, loyal: { buy: -0.2 } },
  },
  {
    tacticId: "popular-picks",
    placementId: "product-recommendations",
    reaches: () => true,
    everyone: { view: 0.15, add: 0.12 },
    bySegment: { browser: { view: 0.3, add: 0.12 } },
    byVariant: { similar: { view: 0.4, add: 0.3 } },
  },
  {
    tacticId: "complete-the-set",
    placementId: "cart-cross-sell",
    reaches: hasCart,
    everyone: { attach: 0.8 },
  },
  {
    tacticId: "delivery-banner",
    placementId: "listing-top",
    reaches: () => true,
    everyone: {},
  },
  {
    tacticId: "last-chance",
    placementId: "exit-offer",
    reaches: hasCart,
    everyone: { buy: 0.25 },
    bySegment: { "bargain-hunter": { buy: 1.5 } },
    discount: 0.1,
  },
];

/** The lift of one stage that the tactic causes in the segment, shown in this variant; 0 where the truth names none. */
export function stageLift(truth: TacticTruth, { segment, variantId, stage }: StageAsked): number {
  const lifts = (variantId === null ? undefined : truth.byVariant?.[variantId]) ?? truth.bySegment?.[segment];
  return (lifts ?? truth.everyone)[stage] ?? 0;
}

interface StageAsked {
  segment: ShopperSegment;
  variantId: string | null;
  stage: Stage;
}
