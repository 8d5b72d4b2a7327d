/** What a webhook of Shopify tells, as raw events in Segment's form; a topic that tells of no person gives none. */
export type ShopifyEvents = Array<Record<string, unknown>>;

type Fields = Record<string, unknown>;

/**
 * Reads one webhook. Refunds are read from `orders/updated`, which names the customer; `refunds/create` names nobody. Message ids come from
 * Shopify's own ids, so that a webhook that is sent again changes nothing.
 * @param topic the header `X-Shopify-Topic`
 */
export function shopifyEvents(topic: string, payload: unknown): ShopifyEvents {
  const body = fields(payload);
  switch (topic) {
    case "orders/create":
      return [orderCompleted(body), ...refundsOf(body)];
    case "orders/updated":
      return refundsOf(body);
    case "orders/cancelled":
      return [
        {
          ...whoOrdered(body),
          ...event("Order Cancelled", `cancelled:${body.id}`, body.cancelled_at),
          properties: { order_id: text(body.id), reason: body.cancel_reason },
        },
      ];
    case "customers/create":
    case "customers/update":
      return [customer(body)];
    default:
      return [];
  }
}

function orderCompleted(order: Fields): Fields {
  const codes = list(order.discount_codes).flatMap(({ code }) => (typeof code === "string" && code !== "" ? code : []));
  return {
    ...whoOrdered(order),
    ...event("Order Completed", `order:${order.id}`, order.processed_at ?? order.created_at),
    properties: {
      order_id: text(order.id),
      order_name: order.name,
      total: order.total_price,
      tax: order.total_tax,
      shipping: sum(list(order.shipping_lines).map(({ price }) => price)),
      discount: order.total_discounts,
      currency: order.currency,
      coupon: codes[0],
      ...(codes.length > 1 ? { coupons: codes } : {}),
      products: list(order.line_items).map(product),
      ...(order.test === true ? { test: true } : {}),
    },
  };
}

function refundsOf(order: Fields): Fields[] {
  return list(order.refunds).map((refund) => {
    const lines = list(refund.refund_line_items);
    const paidBack = list(refund.transactions).filter(({ kind, status }) => kind === "refund" && status !== "failure");
    return {
      ...whoOrdered(order),
      ...event("Order Refunded", `refund:${refund.id}`, refund.processed_at ?? refund.created_at),
      properties: {
        order_id: text(order.id),
        revenue: sum(paidBack.map(({ amount }) => amount)),
        currency: order.currency,
        products: lines.map(({ line_item, quantity }) => ({ ...product(fields(line_item)), quantity })),
      },
    };
  });
}

function customer(body: Fields): Fields {
  const address = fields(body.default_address);
  const consent = {
    ...choice("marketing-email", body.email_marketing_consent),
    ...choice("marketing-sms", body.sms_marketing_consent),
  };
  return {
    type: "identify",
    messageId: `shopify:customer:${body.id}:${text(body.updated_at) ?? ""}`,
    timestamp: body.updated_at ?? body.created_at,
    userId: text(body.id),
    traits: {
      email: body.email,
      phone: body.phone,
      first_name: body.first_name,
      last_name: body.last_name,
      city: address.city,
      country: address.country_code ?? address.country,
      tags: body.tags,
    },
    context: Object.keys(consent).length === 0 ? {} : { consent },
  };
}

/** `not_subscribed` is what somebody is who was never asked: it says nothing. */
function choice(purpose: string, said: unknown): Fields {
  const { state } = fields(said);
  return state === "subscribed" || state === "unsubscribed" ? { [purpose]: state === "subscribed" } : {};
}

function whoOrdered(order: Fields): Fields {
  const buyer = fields(order.customer);
  const userId = text(buyer.id);
  // Orders of the till and drafts have an empty text here.
  const email = named(order.email) ?? named(order.contact_email) ?? named(buyer.email);
  const phone = named(order.phone) ?? named(buyer.phone);
  const isNamed = userId !== undefined || email !== undefined;
  return {
    ...(userId === undefined ? {} : { userId }),
    ...(isNamed ? {} : { anonymousId: `shopify:order:${order.id}` }),
    context: { traits: { ...(email === undefined ? {} : { email }), ...(phone === undefined ? {} : { phone }) } },
  };
}

function event(name: string, id: string, timestamp: unknown): Fields {
  return { type: "track", event: name, messageId: `shopify:${id}`, timestamp };
}

function product({ product_id, variant_id, sku, title, vendor, quantity, price }: Fields): Fields {
  return {
    product_id: text(product_id) ?? named(sku) ?? title,
    variant: text(variant_id),
    sku,
    name: title,
    brand: vendor,
    quantity,
    price,
  };
}

/** Exact in decimals of cents: amounts come as texts such as `10.00`. */
function sum(amounts: readonly unknown[]): string {
  const cents = amounts.reduce<number>((total, amount) => total + Math.round(Number(amount ?? 0) * 10_000), 0);
  return (cents / 10_000).toFixed(4);
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function named(value: unknown): string | undefined {
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
