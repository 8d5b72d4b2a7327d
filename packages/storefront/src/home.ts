import type { PlacementDecision } from "@attune/model/decision";
import type { Item } from "@attune/model/item";
import { showCartCount } from "./cart-store.ts";
import { byId, element } from "./element.ts";
import { itemCard, showItems } from "./item-row.ts";
import { decide, loadCatalogue, track, trackPage } from "./shop-api.ts";

showCartCount();
trackPage("Home");
const [decisions, items] = await Promise.all([decide(["home-hero", "home-popular"]), loadCatalogue()]);
showHero(decisions["home-hero"]);
showItems(byId("popular"), decisions["home-popular"], items);
showListing([...items.values()].filter((item) => item.available));

function showHero(decision: PlacementDecision | undefined): void {
  const { headline, cta } = decision?.content ?? {};
  if (typeof headline !== "string") return;
  byId("hero").replaceChildren(
    element("p", { class: "kicker" }, "Haus & Heim"),
    element("h1", {}, headline),
    element("a", { class: "button", href: "#all" }, typeof cta === "string" ? cta : "Look around"),
  );
}

/** All products, by category, in steps, so that a large catalogue does not slow the page. */
function showListing(all: Item[]): void {
  const categories = [...new Set(all.flatMap((item) => item.category ?? []))].sort();
  const list = byId("products");
  const buttons = ["All", ...categories].map((category) => {
    const button = element(
      "button",
      { type: "button", class: "chip", "aria-pressed": String(category === "All") },
      category,
    );
    button.addEventListener("click", () => {
      for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
      show(category);
      track("Product List Viewed", { category });
    });
    return button;
  });
  const show = (category: string) => {
    const chosen = all.filter((item) => category === "All" || item.category === category);
    list.replaceChildren(...chosen.slice(0, 48).map((item) => itemCard(item)));
  };
  byId("categories").replaceChildren(...buttons);
  show("All");
  if (all.length === 0) list.replaceWith(element("p", {}, "The catalogue is empty."));
}
