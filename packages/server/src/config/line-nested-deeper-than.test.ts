import { describe, expect, it } from "vitest";
import { lineNestedDeeperThan } from "./line-nested-deeper-than.ts";
import { readConfiguration } from "./read-configuration.ts";
import { readScenarioFile } from "./read-scenario-file.ts";

const indented = (levels: number) => Array.from({ length: levels }, (_, level) => `${" ".repeat(level)}a:`).join("\n");

describe("lineNestedDeeperThan()", () => {
  it.each<[string, string, number]>([
    ["a line", "a: 1", 1],
    ["lines beside each other", "a: 1\nb: 2\nc: 3", 1],
    ["indentation", "a:\n  b:\n    c: 1\nd: 2", 3],
    ["a list of lists on one line", "- - - 1", 4],
    ["a list in an entry", "a:\n  - b: 1\n    c: 2", 3],
    ["brackets", "a: [[1], {b: [2]}]", 4],
    ["brackets over lines", "a: [\n  [1\n  ]]", 4],
    ["brackets that are not open", "a: ]]]]]\nb: [1]", 2],
    ["empty lines between", "a:\n\n  b:\n\n\n  c: 1", 2],
  ])("counts %s", (_, text, levels) => {
    expect(lineNestedDeeperThan(text, levels)).toBeNull();
    expect(lineNestedDeeperThan(text, levels - 1)).not.toBeNull();
  });

  it("says at which line", () => {
    expect(lineNestedDeeperThan("a: 1\nb:\n\n  c:\n    d: 1", 2)).toBe(5);
    expect(lineNestedDeeperThan("a: 1\nb: [\n[[\n1]]]", 3)).toBe(3);
  });
});

describe("a file that would go deeper than the stack", () => {
  it.each([
    ["brackets", "[".repeat(100_000)],
    ["JSON", `${'{"a":'.repeat(3_000)}1${"}".repeat(3_000)}`],
    ["lists on one line", "- ".repeat(50_000)],
    ["keys of keys", "? ".repeat(20_000)],
    ["indentation", indented(1_400)],
    ["conditions", `segments: {a: {when: ${'{"all":['.repeat(2_000)}1${"]}".repeat(2_000)}}}`],
  ])("of %s is refused before it is parsed", (_, text) => {
    for (const read of [readConfiguration, readScenarioFile])
      expect(() => read(text)).toThrow(/nests deeper than 256 levels/);
  });
});
