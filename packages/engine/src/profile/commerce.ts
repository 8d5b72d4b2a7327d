import type { Event } from "@attune/model/event";
import type { Profile } from "@attune/model/profile";
import { changeable, type ProfileDraft } from "./profile-draft.ts";

/** Orders, refunds and adjustments in the reporting currency, for all time. */
export function applyCommerce(draft: ProfileDraft, event: Event): void {
  const { money } = event;
  if (money === undefined) return;
  const commerce = changeable(draft, "commerce");
  if (money.kind === "order") {
    commerce.orderCount += 1;
    commerce.grossMicros += money.amountMicros;
    commerce.firstOrderAt = least(commerce.firstOrderAt, event.at);
    commerce.lastOrderAt = greatest(commerce.lastOrderAt, event.at);
  } else if (money.kind === "refund") {
    commerce.refundCount += 1;
    commerce.refundedMicros += money.amountMicros;
  } else commerce.adjustedMicros += money.amountMicros;
}

export function mergeCommerce(a: Profile["commerce"], b: Profile["commerce"]): Profile["commerce"] {
  return {
    orderCount: a.orderCount + b.orderCount,
    refundCount: a.refundCount + b.refundCount,
    grossMicros: a.grossMicros + b.grossMicros,
    refundedMicros: a.refundedMicros + b.refundedMicros,
    adjustedMicros: a.adjustedMicros + b.adjustedMicros,
    firstOrderAt: least(a.firstOrderAt, b.firstOrderAt),
    lastOrderAt: greatest(a.lastOrderAt, b.lastOrderAt),
  };
}

function least(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.min(a, b);
}

function greatest(a: number | null, b: number | null): number | null {
  return a === null ? b : b === null ? a : Math.max(a, b);
}
