import { expect, test } from "vitest";
import { parse } from "yaml";
import { segmentIdOf, withSegment } from "./with-segment.ts";

const text =
  "# our shop\nsegments:\n  tea: { template: loyal-lapsed, nextBestAction: New teas }\nholdout: 0.05 # for ever\n";
const when = { visitor: "new" } as const;

test("a segment is added, and the rest of the text stays with its comments", () => {
  const changed = withSegment(text, { segmentId: "fresh", name: "Fresh", when, nextBestAction: " " });
  expect(parse(changed)).toEqual({
    segments: { tea: { template: "loyal-lapsed", nextBestAction: "New teas" }, fresh: { name: "Fresh", when } },
    holdout: 0.05,
  });
  expect(changed).toContain("# our shop");
  expect(changed).toContain("# for ever");
});

test("a segment that is changed keeps what was said beside its condition, and is no longer a template", () => {
  const described = text.replace("template: loyal-lapsed", "template: loyal-lapsed, description: They drink");
  const changed = withSegment(described, { segmentId: "tea", name: "Tea", when, nextBestAction: "Old teas " });
  expect(parse(changed).segments.tea).toEqual({
    description: "They drink",
    nextBestAction: "Old teas",
    name: "Tea",
    when,
  });
});

test("the first segment of a playbook makes the section", () => {
  expect(
    parse(withSegment("holdout: 0.1\n", { segmentId: "a", name: "A", when, nextBestAction: "" })).segments.a.when,
  ).toEqual(when);
});

test("an id is made of a name", () => {
  expect(segmentIdOf(" Tee-Liebhaber, Köln 2026! ")).toBe("tee-liebhaber-koln-2026");
});
