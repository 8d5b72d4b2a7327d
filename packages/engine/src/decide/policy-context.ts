import type { Json } from "@attune/model/json";
import type { PersonView } from "@attune/rules/person-view";

const longestValue = 40;

/**
 * What a policy reads of a person, as one word per feature: `device=phone;segment:vip=yes`. What is not known is `unknown`, and what is no
 * text, number or truth `other`: values are levels of a factor, and a model learns one weight for each.
 */
export function policyContext(names: readonly string[], view: PersonView): string {
  let text = "";
  for (const name of names) text += `${text === "" ? "" : ";"}${name}=${levelOf(name, view)}`;
  return text;
}

function levelOf(name: string, view: PersonView): string {
  if (name === "visitor") return view.visitor;
  if (name === "cart") return view.cart;
  if (name === "device") return wordOf(ownField(view.context, "device"));
  const colon = name.indexOf(":");
  const of = name.slice(colon + 1);
  switch (name.slice(0, colon)) {
    case "segment": {
      const membership = view.membership?.(of);
      return membership === undefined ? "unknown" : membership.isMember ? "yes" : "no";
    }
    case "trait":
      return wordOf(view.traits(of));
    default:
      return wordOf(ownField(view.context, of));
  }
}

function ownField(fields: Record<string, Json>, name: string): Json | undefined {
  return Object.hasOwn(fields, name) ? fields[name] : undefined;
}

/** Separators are taken out, so that a value cannot pass for another feature. */
function wordOf(value: Json | undefined): string {
  if (value === undefined || value === null || value === "") return "unknown";
  if (typeof value === "object") return "other";
  return String(value).slice(0, longestValue).replaceAll(/[;=]/g, "_");
}
