import { Liquid } from "liquidjs";

/** What one template may cost: characters when it is read, milliseconds and memory when it is made for a person. */
const limits = { parseLimit: 200_000, renderLimit: 500, memoryLimit: 5_000_000 };

/**
 * Liquid that can reach nothing: no files, no prototypes, no other templates, and bounded in time and memory. What is missing is an error, so
 * that nobody gets "Hello ,": a template that can do without a value says so with `| default: …` or `{% if … %}`.
 *
 * @param into how values are written: into HTML as text, into text as they are.
 */
export function createLiquid(into: "html" | "text"): Liquid {
  return new Liquid({
    ...limits,
    ownPropertyOnly: true,
    strictVariables: true,
    strictFilters: true,
    lenientIf: true,
    templates: {},
    cache: false,
    ...(into === "html" ? { outputEscape: "escape" as const } : {}),
  });
}
