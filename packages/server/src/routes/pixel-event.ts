const fields = new Set([
  "type",
  "event",
  "name",
  "category",
  "userId",
  "anonymousId",
  "messageId",
  "timestamp",
  "sentAt",
]);
const envelope = new Set(["writeKey", "data"]);

/**
 * The event that an image request stands for. Either `data` holds the whole event as base64 JSON (Segment), or each parameter is a field
 * (RudderStack): the call's own fields go to the event, `context.*` to its context, all others to its properties.
 * The user agent is the reader's own browser, since an image cannot say more. Keys are taken as data, never as a path into prototypes.
 */
export function pixelEvent(
  type: "track" | "page",
  query: Record<string, unknown>,
  userAgent: string | undefined,
): Record<string, unknown> {
  const stated = typeof query.data === "string" ? decoded(query.data) : {};
  const event = new Map<string, unknown>(Object.entries(stated));
  const properties = new Map<string, unknown>(entriesOf(stated.properties));
  const context = new Map<string, unknown>(entriesOf(stated.context));
  for (const [key, value] of Object.entries(query)) {
    if (envelope.has(key)) continue;
    if (fields.has(key)) event.set(key, value);
    else if (key.startsWith("context.")) context.set(key.slice("context.".length), value);
    else properties.set(key.startsWith("properties.") ? key.slice("properties.".length) : key, value);
  }
  if (userAgent !== undefined && !context.has("userAgent")) context.set("userAgent", userAgent);
  event.set("type", type);
  event.set("properties", Object.fromEntries(properties));
  event.set("context", Object.fromEntries(context));
  return Object.fromEntries(event);
}

function entriesOf(value: unknown): Array<[string, unknown]> {
  return typeof value === "object" && value !== null ? Object.entries(value) : [];
}

function decoded(data: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(data, "base64").toString("utf8"));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : { data };
  } catch {
    // Not JSON: kept as it came, so that the quarantine shows it.
    return { data };
  }
}
