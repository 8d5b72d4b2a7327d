import type { EventCounter, Profile } from "@attune/model/profile";
import { countInDays } from "@attune/rules/count-events";

const dayMs = 86_400_000;
const microsPerUnit = 1_000_000;

/** What a profile shows of a person, as numbers; NaN where nothing is known. */
export const personFeatures: Record<string, (profile: Profile, now: number, today: number) => number> = {
  daysKnown: ({ firstSeenAt }, now) => (now - firstSeenAt) / dayMs,
  daysSinceSeen: ({ lastSeenAt }, now) => (now - lastSeenAt) / dayMs,
  events: ({ eventCount }) => eventCount,
  views30: (profile, _now, today) => counted(profile, "Product Viewed", today, 30),
  adds30: (profile, _now, today) => counted(profile, "Product Added", today, 30),
  searches30: (profile, _now, today) => counted(profile, "Products Searched", today, 30),
  coupons90: (profile, _now, today) => counted(profile, "Coupon Applied", today, 90),
  orders: ({ commerce }) => commerce.orderCount,
  refunds: ({ commerce }) => commerce.refundCount,
  revenue: ({ commerce }) => (commerce.grossMicros - commerce.refundedMicros + commerce.adjustedMicros) / microsPerUnit,
  daysSinceOrder: ({ commerce }, now) =>
    commerce.lastOrderAt === null ? Number.NaN : (now - commerce.lastOrderAt) / dayMs,
  meanPrice: ({ interactions }) => meanOf(interactions.flatMap(({ priceMicros }) => priceMicros ?? [])) / microsPerUnit,
  categories: ({ interactions }) => new Set(interactions.flatMap(({ category }) => category ?? [])).size,
  phoneShare: ({ devices }) => {
    const all = Object.values(devices).reduce((sum, count) => sum + count, 0);
    return all === 0 ? Number.NaN : (devices.phone ?? 0) / all;
  },
  isIdentified: ({ identities }) => (identities.some(({ namespace }) => namespace === "user_id") ? 1 : 0),
};

function counted({ counters }: Profile, name: string, today: number, days: number): number {
  const counter: EventCounter | undefined = Object.hasOwn(counters, name) ? counters[name] : undefined;
  return counter === undefined ? 0 : countInDays(counter, today, days);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
