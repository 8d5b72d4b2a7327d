import type { PlacementDecision } from "@attune/model/decision";
import type { Json, JsonObject } from "@attune/model/json";

/** What a flag is worth: `value` of the content where there is one (`content: { value: true }`), else the content with its items. */
export function flagValue({ content, items }: Pick<PlacementDecision, "content" | "items">): Json {
  if (Object.hasOwn(content, "value")) return content.value ?? null;
  return items.length === 0 ? content : { ...content, items: items as unknown as JsonObject[] };
}
