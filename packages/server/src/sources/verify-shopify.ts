import { createHmac, timingSafeEqual } from "node:crypto";

/**
 * Whether a webhook is Shopify's: its header `X-Shopify-Hmac-Sha256` is the HMAC-SHA256 of the raw body under the app's secret, in Base64.
 * @see https://shopify.dev/docs/apps/build/webhooks/subscribe/https
 */
export function isFromShopify(body: Uint8Array, signature: string | undefined, secret: string): boolean {
  if (signature === undefined) return false;
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(signature, "base64");
  return given.length === expected.length && timingSafeEqual(given, expected);
}
