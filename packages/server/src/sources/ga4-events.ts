type Fields = Record<string, unknown>;

/** The year 2001 in milliseconds, and 1973 in microseconds: no time of a shop is both. */
const leastMillis = 1e12;
const leastMicros = 1e14;
/** The last moment that a date can hold. */
const mostMicros = 8.64e18;

/**
 * What a request of GA4's Measurement Protocol tells, as raw events in Segment's form. Names and items are read by the collect stage, which knows
 * GA4's words; here only the envelope differs. An event without a `client_id` and a `user_id` names nobody, and is quarantined as such.
 * @see https://developers.google.com/analytics/devguides/collection/protocol/ga4/reference
 */
export function ga4Events(payload: unknown): Fields[] {
  const body = fields(payload);
  const events = Array.isArray(body.events) ? body.events : [];
  return events.map((raw, i) => {
    const { name, params, timestamp_micros: own } = fields(raw);
    const { items, transaction_id, engagement_time_msec: _engagement, ...properties } = fields(params);
    const micros = microsOf(own ?? body.timestamp_micros);
    return {
      type: "track",
      event: name,
      ...(body.client_id === undefined ? {} : { anonymousId: body.client_id }),
      ...(body.user_id === undefined ? {} : { userId: body.user_id }),
      ...(micros === undefined ? {} : { timestamp: new Date(micros / 1_000).toISOString() }),
      // One order has one id: what a client sends again is known by it.
      ...(transaction_id === undefined ? {} : { messageId: `ga4:${String(name)}:${String(transaction_id)}:${i}` }),
      properties: {
        ...properties,
        ...(transaction_id === undefined ? {} : { transaction_id, order_id: transaction_id }),
        ...(Array.isArray(items) ? { products: items.map(product) } : {}),
      },
      context: { ...consentOf(body.consent), ...traitsOf(body.user_properties) },
    };
  });
}

/** Milliseconds where microseconds are asked for are a common slip: such a time would lie in 1970. */
function microsOf(stated: unknown): number | undefined {
  const value = stated === undefined || stated === null || stated === "" ? Number.NaN : Number(stated);
  if (!Number.isFinite(value) || Math.abs(value) > mostMicros) return undefined;
  return value >= leastMillis && value < leastMicros ? value * 1_000 : value;
}

function product(item: unknown): Fields {
  const { item_id, item_name, item_brand, item_category, item_variant, price, quantity } = fields(item);
  return {
    product_id: item_id ?? item_name,
    name: item_name,
    brand: item_brand,
    category: item_category,
    variant: item_variant,
    price,
    quantity,
  };
}

/** `ad_user_data` and `ad_personalization`: GRANTED or DENIED. */
function consentOf(consent: unknown): Fields {
  const entries = Object.entries(fields(consent)).map(([category, said]) => [category, String(said).toLowerCase()]);
  return entries.length === 0 ? {} : { consent: { categoryPreferences: Object.fromEntries(entries) } };
}

function traitsOf(properties: unknown): Fields {
  const entries = Object.entries(fields(properties)).map(([name, property]) => [name, fields(property).value]);
  return entries.length === 0 ? {} : { traits: Object.fromEntries(entries) };
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}
