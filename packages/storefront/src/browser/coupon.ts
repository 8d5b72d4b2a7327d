import { keep, readKept } from "./kept.ts";

/** What the demo's codes take off, as a share of the lines. */
const shares: Record<string, number> = { STAY10: 0.1 };

export interface Coupon {
  code: string;
  share: number;
}

/** The code that is applied to the cart. */
export function couponNow(): Coupon | null {
  const code = readKept<string | null>("coupon", null);
  const share = code === null ? undefined : shares[code];
  return code === null || share === undefined ? null : { code, share };
}

/** False where nobody gave out such a code. */
export function applyCoupon(code: string): boolean {
  if (shares[code] === undefined) return false;
  keep("coupon", code);
  return true;
}
