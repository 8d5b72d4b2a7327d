import type { ItemSource } from "@attune/model/tactic";
import type { Heard } from "./heard.ts";
import { touchesOf } from "./item-history.ts";
import type { ListAsk } from "./list-ask.ts";

/** Why an item stands in a list: what spoke loudest for it, as the shop names it. */
export function itemReason(from: ItemSource, ask: ListAsk, item: number, cause: number): string {
  const { catalogue } = ask.lists;
  const name = catalogue.itemOf(cause)?.name ?? catalogue.idOf(cause);
  switch (from) {
    case "similar-items":
    case "upsell":
      return `like ${name}`;
    case "also-viewed":
      return `looked at with ${name}`;
    case "bought-together":
      return `bought together with ${name}`;
    case "cart-add-ons":
      return `goes with ${name} in your cart`;
    case "buy-again":
      return "you bought it before, and it may be time again";
    default:
      return because(touchesOf(ask).heard.find((heard) => heard.item === cause)?.kind, cause === item ? "it" : name);
  }
}

function because(kind: Heard["kind"] | undefined, name: string): string {
  switch (kind) {
    case "purchase":
      return `because you bought ${name}`;
    case "cart":
      return `because you put ${name} into your cart`;
    case "wishlist":
      return `because you put ${name} on your list`;
    default:
      return `because you viewed ${name}`;
  }
}
