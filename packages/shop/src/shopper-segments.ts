/** The kinds of people who come to the shop. The engine never sees these labels: they are the truth that it may find. */
export const shopperSegments = ["loyal", "bargain-hunter", "newcomer", "browser"] as const;
export type ShopperSegment = (typeof shopperSegments)[number];

/** How people of one kind live, before each is drawn around it. */
export interface SegmentHabits {
  /** Share of all shoppers; the shares add up to one. */
  share: number;
  /** Mean visits per week, before season. */
  visitsPerWeek: number;
  /** Median of how readily a viewed product goes into the cart, relative to the average visitor. */
  interest: number;
  /** Median of how strongly price above the category's median repels (exponent on relative price). */
  priceSensitivity: number;
  /** Share who had an account before the first day. */
  knownShare: number;
  /** True where the person first comes at some day of the period instead of having come before. */
  arrivesLater: boolean;
}

/** The habits of each kind. */
export const segmentHabits: Record<ShopperSegment, SegmentHabits> = {
  loyal: {
    share: 0.15,
    visitsPerWeek: 0.4,
    interest: 2,
    priceSensitivity: 0.3,
    knownShare: 0.9,
    arrivesLater: false,
  },
  "bargain-hunter": {
    share: 0.25,
    visitsPerWeek: 0.2,
    interest: 1.1,
    priceSensitivity: 1.4,
    knownShare: 0.45,
    arrivesLater: false,
  },
  newcomer: {
    share: 0.35,
    visitsPerWeek: 0.08,
    interest: 0.8,
    priceSensitivity: 0.7,
    knownShare: 0,
    arrivesLater: true,
  },
  browser: {
    share: 0.25,
    visitsPerWeek: 0.16,
    interest: 0.3,
    priceSensitivity: 0.7,
    knownShare: 0.2,
    arrivesLater: false,
  },
};
