import type { Offer, OfferBudget } from "@attune/model/offer";
import type { Cap, PlaybookRestraint, Restraint } from "@attune/model/restraint";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** As `caps:` of attune.yaml says it. */
export function capEntry({ atMost, withinMs }: Cap) {
  return { atMost, withinHours: withinMs / hourMs };
}

function restraintEntry({ caps, quietHours }: Restraint) {
  return {
    ...(caps === undefined ? {} : { caps: caps.map(capEntry) }),
    ...(quietHours === undefined ? {} : { quietHours }),
  };
}

/** As `restraint:` says it. */
export function playbookRestraintEntry({ everywhere, channels, groups }: PlaybookRestraint) {
  const entries = <T, U>(record: Record<string, T>, entryOf: (value: T) => U) =>
    Object.fromEntries(Object.entries(record).map(([id, value]) => [id, entryOf(value)]));
  return {
    ...(everywhere === undefined ? {} : { everywhere: restraintEntry(everywhere) }),
    ...(channels === undefined ? {} : { channels: entries(channels, restraintEntry) }),
    ...(groups === undefined
      ? {}
      : { groups: entries(groups, ({ restMs }) => (restMs === 0 ? {} : { restDays: restMs / dayMs })) }),
  };
}

/** As an entry of `offers:` says it. */
export function offerEntry({ name, discount, code, validMs, perPerson, budget }: Offer) {
  return {
    name,
    discount: discountEntry(discount),
    code,
    validDays: validMs / dayMs,
    ...(perPerson === undefined ? {} : { perPerson }),
    ...(budget === undefined ? {} : { budget: budgetEntry(budget) }),
  };
}

function discountEntry(discount: Offer["discount"]) {
  if (!("percent" in discount)) return { amount: discount.amountMicros / 1e6 };
  const { percent, atMostMicros } = discount;
  return atMostMicros === undefined ? { percent } : { percent, atMost: atMostMicros / 1e6 };
}

function budgetEntry({ people, amountMicros }: OfferBudget) {
  return {
    ...(people === undefined ? {} : { people }),
    ...(amountMicros === undefined ? {} : { amount: amountMicros / 1e6 }),
  };
}
