import type { Rng } from "@attune/math/rng";
import { drawWeighted } from "./draws.ts";

/** What brought a person to the shop. */
export interface TrafficSource {
  /** Share of visits, relative to the others. */
  weight: number;
  /** Address of the page they came from; empty when they typed the address. */
  referrer: string;
  /** What the campaign's link says of itself. */
  campaign?: { name: string; source: string; medium: string };
}

/** They typed the address or used a bookmark. */
export const typedAddress: TrafficSource = { weight: 38, referrer: "" };

const sources: readonly TrafficSource[] = [
  typedAddress,
  { weight: 32, referrer: "https://www.google.com/" },
  {
    weight: 16,
    referrer: "https://www.google.com/",
    campaign: { name: "brand-home", source: "google", medium: "cpc" },
  },
  {
    weight: 9,
    referrer: "https://www.instagram.com/",
    campaign: { name: "spring-living", source: "instagram", medium: "social" },
  },
  {
    weight: 5,
    referrer: "https://www.wohnblick.example/",
    campaign: { name: "partner-blog", source: "wohnblick", medium: "affiliate" },
  },
];

/** The link in the weekly letter. */
export const newsletterSource: TrafficSource = {
  weight: 0,
  referrer: "",
  campaign: { name: "weekly-letter", source: "newsletter", medium: "email" },
};

/** What brings a person this time; a letter is not among it, for it brings people by itself. */
export function drawTrafficSource(rng: Rng): TrafficSource {
  return drawWeighted(rng, sources, (source) => source.weight);
}
