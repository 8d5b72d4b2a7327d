import type { PageParts } from "./start-client.ts";

/** Tells what list was looked at, what was searched for, and which product of it was chosen. */
export function tellListing({ attune, facts: { facts } }: PageParts): void {
  const shown = [...document.querySelectorAll<HTMLElement>(".grid [data-item]")].map((card) => card.dataset.item ?? "");
  if (facts.query) attune.commerce.searched(facts.query, { results: Number(facts.found) });
  attune.commerce.listViewed({
    list_id: facts.list ?? "",
    ...(facts.category === undefined ? {} : { category: facts.category }),
    products: shown.map((itemId, index) => ({ product_id: itemId, position: index + 1 })),
  });
  document.querySelector(".grid")?.addEventListener("click", (event) => {
    const itemId = (event.target as Element).closest<HTMLElement>("[data-item]")?.dataset.item;
    if (itemId !== undefined) attune.commerce.productClicked({ product_id: itemId, list_id: facts.list ?? "" });
  });
  const form = document.querySelector<HTMLFormElement>(".filters");
  form?.addEventListener("change", (event) => {
    // A choice from a menu is applied at once; boxes and numbers wait for the button.
    if ((event.target as Element).matches("select")) form.requestSubmit();
  });
  form?.addEventListener("submit", () => {
    const filters = [...new FormData(form)].filter(([name, value]) => name !== "q" && value !== "");
    attune.track("Product List Filtered", {
      list_id: facts.list ?? "",
      filters: filters.map(([type, value]) => ({ type, value: String(value) })),
    });
  });
}
