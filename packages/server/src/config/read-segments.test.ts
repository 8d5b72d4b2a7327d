import { segmentTemplates } from "@attune/engine/segment/segment-templates";
import { expect, it } from "vitest";
import { readConfiguration } from "./read-configuration.ts";
import { writeConfiguration } from "./write-configuration.ts";

const read = (text: string) => readConfiguration(text).playbook.segments;

it("a segment takes over a template, and says otherwise what it wants", () => {
  const [segment] = read("segments: { vip: { template: champions, name: Best } }")!;
  const { templateId: _, ...template } = segmentTemplates.find(({ templateId }) => templateId === "champions")!;
  expect(segment).toEqual({ ...template, segmentId: "vip", template: "champions", name: "Best" });
});

it("a lookalike is a question about similarity that leaves the seed itself out", () => {
  const text = "segments: { vip: { template: champions }, like-vip: { lookalike: { of: vip, share: 0.2 } } }";
  expect(read(text)![1]).toEqual({
    segmentId: "like-vip",
    name: "like-vip",
    when: {
      all: [{ score: "similarity:vip", atLeast: 0.8, maxAgeDays: 30 }, { not: { segment: "vip" } }],
    },
    lookalike: { seedSegmentId: "vip", share: 0.2, maxAgeDays: 30 },
  });
});

it("every template is a condition that reads, and a written configuration reads back the same", () => {
  const entries = segmentTemplates.map(({ templateId }) => `  ${templateId}: { template: ${templateId} }`);
  const text = `segments:\n${entries.join("\n")}\n  like: { lookalike: { of: champions } }\n`;
  const configuration = readConfiguration(text);
  expect(configuration.playbook.segments).toHaveLength(14);
  expect(readConfiguration(writeConfiguration(configuration))).toEqual(configuration);
});

it.each([
  ["segments: { a: {} }", "segments.a needs `when`, `template` or `lookalike`"],
  [
    "segments: { a: { template: champion } }",
    'segments.a.template names "champion", which is not declared; did you mean champions?',
  ],
  ["segments: { a: { when: { evnt: Page Viewed } } }", "did you mean event?"],
  [
    "segments: { a: { when: { event: X, atleast: 2 } } }",
    "segments.a.when.atleast is not known here; did you mean atLeast?",
  ],
  ["segments: { a: { when: { context: device, is: phone } } }", "asks about context device, which only a request has"],
  ["segments: { a: { when: { segment: b } } }", "asks about segment b, which is not declared"],
  ["segments: { a: { when: { segment: b } }, b: { when: { not: { segment: a } } } }", "in a circle: a → b → a"],
  ["segments: { a: { lookalike: { of: a } } }", "names the segment itself"],
  ["segments: { a: { lookalike: { of: b } } }", 'segments.a.lookalike.of names "b", which is not declared'],
  ["segments: { overlap: { template: champions } }", "is a word of the API"],
  ["segments: { a: { tempalte: champions } }", "segments.a.tempalte"],
  [
    "placements: { p: {} }\nsegments: { vip: { template: champions } }\ntactics: { t: { placement: p, when: { segment: vipp } } }",
    'tactics.t.when names "vipp", which is not declared; did you mean vip?',
  ],
])("%s is refused: %s", (text, message) => {
  expect(() => readConfiguration(text)).toThrow(message);
});
