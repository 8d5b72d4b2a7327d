import type { Destination } from "@attune/model/destination";
import type { Event } from "@attune/model/event";
import type { Json, JsonObject } from "@attune/model/json";

/** An event as Segment's clients send it: who gets it can tell a repetition by its `messageId`. */
export function segmentMessage(event: Event): JsonObject {
  const named = (namespace: string) => event.identifiers.find((one) => one.namespace === namespace)?.value;
  const [userId, anonymousId] = [named("user_id"), named("anonymous_id")];
  const { type, name, messageId, at, receivedAt, properties, traits, context, previous } = event;
  return {
    type,
    messageId,
    timestamp: new Date(at).toISOString(),
    receivedAt: new Date(receivedAt).toISOString(),
    ...(type === "track" ? { event: name } : {}),
    ...(userId === undefined ? {} : { userId }),
    ...(anonymousId === undefined ? {} : { anonymousId }),
    ...(previous === undefined ? {} : { previousId: previous.value }),
    ...(type === "identify" || type === "group" ? { traits } : { properties }),
    context: { ...context, ...externalIds(event) },
  };
}

/** Identifiers that have no field of their own. */
function externalIds({ identifiers }: Event): JsonObject {
  const others = identifiers.filter(({ namespace }) => !["user_id", "anonymous_id", "profile_id"].includes(namespace));
  if (others.length === 0) return {};
  const ids = others.map(({ namespace, value }) => ({
    id: value,
    type: namespace,
    collection: "users",
    encoding: "none",
  }));
  return { externalIds: ids as Json };
}

/** Where a batch goes. */
export function batchUrl({ kind, url }: Destination): string {
  if (kind === "webhook" || /\/(batch|import)\/?$/.test(url)) return url;
  return `${url.replace(/\/$/, "")}/v1/batch`;
}
