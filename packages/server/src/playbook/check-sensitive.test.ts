import { describe, expect, it } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { writeConfiguration } from "../config/write-configuration.ts";
import { checkSensitive } from "./check-sensitive.ts";

const known = new Set(["Health > Sleep", "light"]);
const texts = "texts: { sensitive: { version: v1, title: Health, text: May we? } }";
function codes(sensitive: string, rest = "") {
  const { playbook } = readConfiguration(`privacy: { sensitiveCategories: ${sensitive}, ${texts} }\n${rest}`);
  return checkSensitive(playbook, known).map(({ severity, code, path }) => `${severity} ${code} ${path}`);
}

describe("checkSensitive", () => {
  it("has nothing to say of categories that the catalogue has, however deep", () => {
    expect(codes("[health, light/*]")).toEqual([]);
  });

  it("names those that it does not have", () => {
    expect(codes("[health, helth/…]")).toEqual(["warning sensitive-unknown privacy.sensitiveCategories[1]"]);
  });

  it("names conditions that ask about them, in segments and tactics", () => {
    const touched = "{ touched: view, category: [light, health/sleep] }";
    const rest = `
placements: { hero: {} }
segments: { poor-sleepers: { when: { all: [{ visitor: new }, ${touched}] } } }
tactics: { t: { placement: hero, when: { sequence: [${touched}, { touched: cart }] } }, u: { placement: hero } }`;
    expect(codes("[health]", rest)).toEqual([
      "warning sensitive-condition segments.poor-sleepers.when",
      "warning sensitive-condition tactics.t.when",
    ]);
  });

  it("says where nobody can say yes", () => {
    const { playbook } = readConfiguration("privacy: { sensitiveCategories: [health] }");
    expect(checkSensitive(playbook, known).map(({ code }) => code)).toEqual(["sensitive-unasked"]);
  });

  it("reads what it writes", () => {
    const configuration = readConfiguration(`privacy: { sensitiveCategories: [health, intimate/…], ${texts} }`);
    expect(readConfiguration(writeConfiguration(configuration)).playbook.privacy).toEqual(
      configuration.playbook.privacy,
    );
  });
});
