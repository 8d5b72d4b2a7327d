import { createRng, type Rng } from "@attune/math/rng";
import type { Catalogue } from "./catalogue.ts";
import { drawLogNormal, drawOne, drawUuid, drawWeighted } from "./draws.ts";
import { type ShopperSegment, segmentHabits, shopperSegments } from "./shopper-segments.ts";
import { firstNames, lastNames, userAgents } from "./shopper-words.ts";

/** One browser of a shopper. Before a login the shop knows it by its anonymous id alone. */
export interface ShopperDevice {
  anonymousId: string;
  kind: "phone" | "desktop";
  userAgent: string;
  /** Share of the person's visits made on it. */
  share: number;
}

/** Who a person is to the shop once they log in or buy. */
export interface Account {
  userId: string;
  email: string;
  firstName: string;
  lastName: string;
}

/** A person, as only the simulator knows them. */
export interface Shopper {
  /** `s1`, `s2`, …: never sent; no event carries it. */
  shopperId: string;
  segment: ShopperSegment;
  /** Attraction of each category and brand, in the catalogue's order; mean about 1. */
  categoryTaste: readonly number[];
  brandTaste: readonly number[];
  /** Exponent on relative price: 0 does not mind, 1.4 halves attraction when the price rises by two thirds. */
  priceSensitivity: number;
  visitsPerWeek: number;
  /** How readily a viewed product goes into the cart, relative to the average visitor. */
  interest: number;
  /** One or two; the first is the one they use more. */
  devices: readonly [ShopperDevice, ...ShopperDevice[]];
  /** Used when they log in or buy; a guest who buys gets it then. */
  account: Account;
  /** Had an account before the first day. */
  known: boolean;
  /** When they first could come, as a share of the period: 0 for people who knew the shop before. */
  arrival: number;
  consent: { personalization: boolean; marketing: boolean };
}

/** How many people, and what share of them has what. */
export interface PopulationSettings {
  seed: number | string;
  count: number;
  /** Share of people who own two devices. Default 0.45. */
  twoDeviceShare?: number;
  /** Share who agree to personalization. Default 0.92. */
  consentShare?: number;
}

function drawDevices(rng: Rng, twoDeviceShare: number): Shopper["devices"] {
  const main = rng.uniform() < 0.62 ? "phone" : "desktop";
  const other = main === "phone" ? "desktop" : "phone";
  const device = (kind: ShopperDevice["kind"], share: number): ShopperDevice => ({
    anonymousId: drawUuid(rng),
    kind,
    userAgent: drawOne(rng, userAgents[kind]),
    share,
  });
  if (rng.uniform() >= twoDeviceShare) return [device(main, 1)];
  const mainShare = 0.55 + 0.35 * rng.uniform();
  return [device(main, mainShare), device(other, 1 - mainShare)];
}

const plain = (name: string) =>
  name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();

function drawAccount(rng: Rng, number: number): Account {
  const firstName = drawOne(rng, firstNames);
  const lastName = drawOne(rng, lastNames);
  return {
    userId: `u-${100_000 + number}`,
    email: `${plain(firstName)}.${plain(lastName)}.${number}@mail.example`,
    firstName,
    lastName,
  };
}

function createShopper(rng: Rng, number: number, catalogue: Catalogue, settings: PopulationSettings): Shopper {
  const segment = drawWeighted(rng, shopperSegments, (name) => segmentHabits[name].share);
  const habits = segmentHabits[segment];
  const taste = (spread: number) => () => drawLogNormal(rng, Math.exp(-(spread ** 2) / 2), spread);
  return {
    shopperId: `s${number}`,
    segment,
    categoryTaste: catalogue.categories.map(taste(1.1)),
    brandTaste: catalogue.brands.map(taste(0.6)),
    priceSensitivity: drawLogNormal(rng, habits.priceSensitivity, 0.3),
    visitsPerWeek: drawLogNormal(rng, habits.visitsPerWeek * Math.exp(-(0.5 ** 2) / 2), 0.5),
    interest: drawLogNormal(rng, habits.interest, 0.3),
    devices: drawDevices(rng, settings.twoDeviceShare ?? 0.45),
    account: drawAccount(rng, number),
    known: rng.uniform() < habits.knownShare,
    arrival: habits.arrivesLater ? rng.uniform() : 0,
    consent: {
      personalization: rng.uniform() < (settings.consentShare ?? 0.92),
      marketing: rng.uniform() < 0.6,
    },
  };
}

/** The people of the shop. Person n is the same for a given seed however many are made. */
export function createShoppers(catalogue: Catalogue, settings: PopulationSettings): Shopper[] {
  const root = createRng(settings.seed).fork("shoppers");
  return Array.from({ length: settings.count }, (_, index) =>
    createShopper(root.fork(index + 1), index + 1, catalogue, settings),
  );
}
