import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { vocabulary } from "./vocabulary.ts";

const root = resolve(import.meta.dirname, "../../../..");
const page = readFileSync(resolve(root, "docs/reference/events.md"), "utf8");
const outcomes = readFileSync(resolve(root, "packages/model/src/outcome.ts"), "utf8");

describe("docs/reference/events.md", () => {
  it("explains every reason to quarantine or drop an event, and no other", () => {
    const codes = [...outcomes.matchAll(/^(?:export type DropCode =)?.*?\| ?"([a-z0-9-]+)"/gm)].map(
      ([, code]) => code!,
    );
    const drops = [...outcomes.matchAll(/DropCode = (.*);/g)].flatMap(([, list]) =>
      list!.replaceAll('"', "").split(" | "),
    );
    const explained = [
      ...page.slice(page.indexOf("## Why an event was set aside")).matchAll(/^\| `([a-z0-9-]+)` \|/gm),
    ];
    expect(explained.map(([, code]) => code!).sort()).toEqual([...new Set([...codes, ...drops])].sort());
  });

  it("names every event of the vocabulary that has another name elsewhere, and links to the rest", () => {
    const missing = Object.keys(vocabulary).filter(
      (name) =>
        !page.includes(name) && !/Coupon|Cart Shared|Product Shared|Reviewed|Filtered|Step Viewed|Wishlist/.test(name),
    );
    expect(missing).toEqual([]);
    expect(page).toContain("https://segment.com/docs/connections/spec/ecommerce/v2/");
  });
});
