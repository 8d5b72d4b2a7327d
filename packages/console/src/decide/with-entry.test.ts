import { expect, test } from "vitest";
import { entryAt, idsIn, withEntry, withoutEntry } from "./with-entry.ts";

const text = `# ours
placements:
  hero: { default: { content: { headline: Hello } } } # the banner
tactics:
  one: { placement: hero }
`;

test("an entry is put in, and the comments of others stay", () => {
  const changed = withEntry(text, ["tactics", "two"], { placement: "hero", content: { headline: "Welcome" } });
  expect(changed).toContain("# ours");
  expect(changed).toContain("# the banner");
  expect(entryAt(changed, ["tactics", "two", "content", "headline"])).toBe("Welcome");
  expect(idsIn(changed, "tactics")).toEqual(["one", "two"]);
});

test("an entry takes the place of the one that was there, and of a section that was not", () => {
  expect(entryAt(withEntry(text, ["tactics", "one"], { placement: "foot" }), ["tactics", "one"])).toEqual({
    placement: "foot",
  });
  expect(
    entryAt(withEntry("", ["offers", "ten"], { discount: { percent: 10 } }), ["offers", "ten", "discount"]),
  ).toEqual({
    percent: 10,
  });
});

test("an entry is taken out, with a section that it was alone in; what is not there changes nothing", () => {
  expect(idsIn(withoutEntry(text, ["tactics", "one"]), "tactics")).toEqual([]);
  expect(withoutEntry(text, ["tactics", "one"])).not.toContain("tactics");
  expect(withoutEntry(text, ["tactics", "nothing"])).toBe(text);
  expect(withoutEntry(text, ["offers", "ten"])).toBe(text);
});

test("names that every object has are no entries", () => {
  expect(entryAt(text, ["tactics", "constructor"])).toBeUndefined();
});
