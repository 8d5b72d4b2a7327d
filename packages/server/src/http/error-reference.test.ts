import { readFileSync } from "node:fs";
import { errorCatalogue } from "@attune/model/errors";
import { expect, test } from "vitest";

const reference = readFileSync(new URL("../../../../docs/reference/errors.md", import.meta.url), "utf8");
const sections = reference.split(/^## /m).slice(1);

test("docs/reference/errors.md has a heading for each code of the catalogue, in its order, and no other", () => {
  expect(sections.map((section) => section.split("\n", 1)[0])).toEqual(Object.keys(errorCatalogue));
});

test("the catalogue has nineteen codes; whoever adds one writes down what to do about it", () => {
  expect(Object.keys(errorCatalogue)).toHaveLength(19);
});

test.each(Object.entries(errorCatalogue))("%s says its status in the reference", (code, { status }) => {
  const section = sections.find((text) => text.startsWith(`${code}\n`));
  expect(section?.trim().split("\n\n")[1]).toMatch(new RegExp(`^${status}\\.`));
});
