import type { Markup } from "../pages/markup.ts";

/** Draws markup into an element, in place of what is there. */
export function draw(into: Element, content: Markup): void {
  const template = document.createElement("template");
  template.innerHTML = content.markup;
  into.replaceChildren(template.content);
}

/** An element that the page is known to have. */
export function byId<E extends HTMLElement = HTMLElement>(id: string): E {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no #${id}`);
  return found as E;
}
