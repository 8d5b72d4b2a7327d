import type { PlacementDecision } from "@attune/model/decision";
import type { JsonObject } from "@attune/model/json";

const filledAttributes = ["href", "src", "alt", "title"];
/** What a link or a picture may point to. */
const safeUrl = /^(https?:|mailto:|tel:|[^:]*$|[^:]*[/?#])/i;

/**
 * Writes a decision into a slot, as text and attributes, never as markup. `data-attune="headline"` takes the text of `content.headline`;
 * `data-attune-href="link"` the attribute of `content.link`, or of a pattern: `/p/{itemId}`. A `<template data-attune-items>` is repeated for each item.
 * What the content does not hold stays as the page has it.
 */
export function fillSlot(slot: ParentNode, { content, items }: Pick<PlacementDecision, "content" | "items">): void {
  const template = slot.querySelector<HTMLTemplateElement>("template[data-attune-items]");
  if (template !== null && items.length > 0) {
    while (template.nextSibling !== null) template.nextSibling.remove();
    for (const item of items) {
      const copy = template.content.cloneNode(true) as DocumentFragment;
      bind(copy, { ...item });
      template.parentNode?.append(copy);
    }
  }
  bind(slot, content);
}

function bind(scope: ParentNode, values: JsonObject): void {
  for (const element of scope.querySelectorAll<HTMLElement>("[data-attune]")) {
    const text = textOf(values, element.dataset.attune);
    if (text !== undefined) element.textContent = text;
  }
  for (const name of filledAttributes) {
    for (const element of scope.querySelectorAll(`[data-attune-${name}]`)) {
      const stated = element.getAttribute(`data-attune-${name}`) ?? "";
      const value = stated.includes("{") ? filled(stated, values) : textOf(values, stated);
      if (value !== undefined && (name === "alt" || name === "title" || safeUrl.test(value)))
        element.setAttribute(name, value);
    }
  }
}

/** Undefined where the pattern names something that is not there. */
function filled(pattern: string, values: JsonObject): string | undefined {
  let isWhole = true;
  const text = pattern.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = textOf(values, key);
    isWhole &&= value !== undefined;
    return encodeURIComponent(value ?? "");
  });
  return isWhole ? text : undefined;
}

function textOf(values: JsonObject, key = ""): string | undefined {
  const value = Object.hasOwn(values, key) ? values[key] : undefined;
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
