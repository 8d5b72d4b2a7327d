import { multiplyMicros } from "@attune/engine/collect/multiply-micros";
import { parseAmount } from "@attune/engine/collect/parse-amount";
import type { Business } from "@attune/model/business";
import type { FeedMoney } from "./feed.ts";

const priced = /^(?:([A-Z]{3})\s*)?([\d.,]+)(?:\s*([A-Z]{3}))?$/;

/**
 * Reads the prices of one feed. Without a reporting currency nothing can be converted, so all of a feed are in the first that it names; a second one
 * is refused. Prices without a currency are in `currency`; where that is not known either, in the reporting one.
 */
export function feedMoney({ currency: reporting, ratesMicros }: Business, currency: string | null): FeedMoney {
  let only: string | null = null;
  return {
    read(text) {
      const trimmed = text.trim();
      if (trimmed === "") return undefined;
      const match = priced.exec(trimmed.toUpperCase());
      const micros = match === null ? undefined : parseAmount(match[2]);
      if (micros === undefined || micros < 0) throw new RangeError(`${JSON.stringify(trimmed)} is no price`);
      const stated = match?.[1] ?? match?.[3] ?? currency ?? reporting;
      if (stated === null || stated === reporting) return micros;
      if (reporting === null) {
        only ??= stated;
        if (stated === only) return micros;
        throw new RangeError(
          `the price ${trimmed} is in ${stated} and others of this feed are in ${only}: declare business.currency, and rates to it in business.rates`,
        );
      }
      const rate = Object.hasOwn(ratesMicros, stated) ? ratesMicros[stated] : undefined;
      if (rate === undefined)
        throw new RangeError(
          `the price ${trimmed} is in ${stated}, and business.rates declares no rate to ${reporting}`,
        );
      const converted = multiplyMicros(micros, rate);
      if (converted === undefined) throw new RangeError(`${JSON.stringify(trimmed)} is no price`);
      return converted;
    },
  };
}
