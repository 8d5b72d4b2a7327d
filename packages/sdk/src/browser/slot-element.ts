import type { Slots } from "./slots.ts";

/** Placements of the slots that a page which is read already holds; none where their element is another client's, or while the page is being read. */
export function slotsInPage(): string[] {
  if (document.readyState === "loading" || customElements.get("attune-slot") !== undefined) return [];
  return [...document.querySelectorAll("attune-slot[placement]:not([data-attune-ready])")].map(
    (slot) => slot.getAttribute("placement") ?? "",
  );
}

/**
 * Makes `<attune-slot placement="home-hero" height="320">…the page's own content…</attune-slot>` work. `height` (CSS pixels) keeps the room,
 * so that nothing moves when the content comes. One client serves a page: the first.
 */
export function defineSlotElement(slots: Slots): void {
  if (customElements.get("attune-slot") !== undefined) return;
  customElements.define(
    "attune-slot",
    class extends HTMLElement {
      connectedCallback(): void {
        const placementId = this.getAttribute("placement");
        if (placementId === null || this.hasAttribute("data-attune-ready")) return;
        const height = Number(this.getAttribute("height"));
        // A block that keeps its children's margins inside: content that comes does not move the slot itself.
        if (this.style.display === "") this.style.display = "flow-root";
        if (height > 0) this.style.minHeight = `${height}px`;
        void slots.fill(this, placementId);
      }
    },
  );
}
