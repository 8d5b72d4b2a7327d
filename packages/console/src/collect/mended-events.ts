import type { Json, JsonObject } from "@attune/model/json";

/** What was set aside as text that a person can edit: JSON, indented; what was no JSON as it came. */
export function editablePayload(payload: Json): string {
  return typeof payload === "string" ? payload : JSON.stringify(payload, null, 2);
}

/** The events that an edited text holds, one or a list of them; or what is wrong with it, in words. */
export function mendedEvents(text: string): { events: JsonObject[] } | { refusal: string } {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch (error) {
    return { refusal: `This is not JSON: ${error instanceof Error ? error.message : "it cannot be read"}.` };
  }
  const events = Array.isArray(read) ? read : [read];
  if (events.length === 0) return { refusal: "The list is empty." };
  const isObject = (event: unknown) => typeof event === "object" && event !== null && !Array.isArray(event);
  return events.every(isObject)
    ? { events: events as JsonObject[] }
    : { refusal: "An event is an object, between { and }; several are a list of them." };
}
