import { html, type Markup } from "./markup.ts";
import type { ShopView } from "./shop-view.ts";

/**
 * A place that the playbook may fill, with what everybody sees there otherwise. Where the playbook has no such placement, the default stands alone.
 * The frame gives "why am I seeing this?" its room, so that nothing moves when it comes.
 */
export function slot({ placements }: Pick<ShopView, "placements">, placement: string, content: Markup): Markup {
  if (!placements.has(placement)) return html`<div class="placement">${content}</div>`;
  return html`<div class="placement"><attune-slot placement="${placement}">${content}</attune-slot></div>`;
}
