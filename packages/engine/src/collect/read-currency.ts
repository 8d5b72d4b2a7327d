import type { Event } from "@attune/model/event";
import type { JsonObject } from "@attune/model/json";
import { type Micros, microsPerUnit } from "@attune/model/money";
import { parseCurrency, unnamedCurrency } from "./currencies.ts";
import type { CollectSettings } from "./envelope.ts";
import { type Refusal, refuse } from "./refusal.ts";

/** The currency of an event's amounts, and what one unit of it is worth in the reporting currency. */
export interface CurrencyInUse {
  code: string;
  rateMicros: Micros;
}

/** Amounts that are in no currency known. */
export const asItComes: CurrencyInUse = { code: unnamedCurrency, rateMicros: microsPerUnit };

/**
 * The one currency that an event's amounts are in: the event's own, else that of its products, else the reporting currency.
 * An event that names two is refused, and so is one without a declared rate.
 */
export function readCurrency(properties: JsonObject, settings: CollectSettings): CurrencyInUse | Refusal {
  const named = namedCurrency(properties);
  if (isRefused(named)) return named;
  const reporting = settings.reportingCurrency;
  if (named === undefined) return reporting === null ? asItComes : { code: reporting, rateMicros: microsPerUnit };
  if (reporting === null || named === reporting) return { code: named, rateMicros: microsPerUnit };
  const rates = settings.business.ratesMicros;
  const rateMicros = Object.hasOwn(rates, named) ? rates[named] : undefined;
  if (rateMicros === undefined)
    return refuse("unknown-rate", `No exchange rate from ${named} to ${reporting} is declared.`, "properties.currency");
  return { code: named, rateMicros };
}

/**
 * The currency that an event decides for a data directory which has none yet: that of its amounts, where it names it.
 * Null for events without amounts and for amounts without a currency.
 */
export function decidedCurrency(event: Event): string | null {
  if (event.money !== undefined)
    return event.money.originalCurrency === unnamedCurrency ? null : event.money.originalCurrency;
  if (!event.items.some((item) => item.priceMicros !== undefined)) return null;
  const named = namedCurrency(event.properties);
  return typeof named === "string" ? named : null;
}

function namedCurrency(properties: JsonObject): string | undefined | Refusal {
  let named: string | undefined;
  const stated = properties.currency;
  if (stated != null && stated !== "") {
    named = parseCurrency(stated);
    if (named === undefined) return notACurrency("properties.currency");
  }
  const { products } = properties;
  if (!Array.isArray(products)) return named;
  for (let i = 0; i < products.length; i++) {
    const product = products[i];
    if (typeof product !== "object" || product === null || Array.isArray(product)) continue;
    if (product.currency == null || product.currency === "") continue;
    const code = product.currency === stated ? named : parseCurrency(product.currency);
    const path = `properties.products[${i}].currency`;
    if (code === undefined) return notACurrency(path);
    if (named !== undefined && code !== named)
      return refuse("mixed-currencies", `The event has amounts in ${named} and in ${code}.`, path);
    named = code;
  }
  return named;
}

function isRefused(value: string | undefined | Refusal): value is Refusal {
  return typeof value === "object";
}

function notACurrency(path: string): Refusal {
  return refuse("bad-currency", "A currency is an ISO 4217 code such as EUR.", path);
}
