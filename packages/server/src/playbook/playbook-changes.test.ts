import * as fc from "fast-check";
import { expect, test } from "vitest";
import { readConfiguration } from "../config/read-configuration.ts";
import { playbookChanges } from "./playbook-changes.ts";

const base = `
placements: { hero: {}, strip: {} }
tactics:
  a: { placement: hero, content: { headline: A }, priority: 1 }
  b: { placement: strip }
`;
const read = readConfiguration;

test("what is written in another order, or with its defaults written out, is no change", () => {
  const other = `
tactics:
  b: { placement: strip, priority: 0, holdout: 0.05 }
  a: { priority: 1, content: { headline: A }, placement: hero }
placements: { strip: { default: { content: {} } }, hero: {} }
holdout: 0.05
`;
  expect(playbookChanges(read(base), read(other))).toEqual([]);
});

test("entries come, go and change by their ids, fields by their paths", () => {
  const other = base
    .replace(
      "headline: A }, priority: 1",
      "headline: B, image: null }, priority: 1, caps: [{ atMost: 1, withinDays: 1 }]",
    )
    .replace("  b: { placement: strip }", "  c: { placement: strip }");
  expect(playbookChanges(read(base), read(other))).toEqual([
    {
      section: "tactics",
      id: "a",
      change: "changed",
      fields: [
        { path: "content.headline", from: "A", to: "B" },
        { path: "content.image", from: null, to: null },
        { path: "caps", from: null, to: [{ atMost: 1, withinMs: 86_400_000 }] },
      ],
    },
    { section: "tactics", id: "b", change: "removed", fields: [] },
    { section: "tactics", id: "c", change: "added", fields: [] },
  ]);
});

test("planned events and messages come, go and change one by one", () => {
  const planned = (text: string) => read(`${base}trackingPlan: ${text}\n`);
  const one = "{ Signed Up: { owner: data }, Signed In: {} }";
  const other = "{ Signed Up: { owner: growth }, Page Viewed: {} }";
  expect(playbookChanges(planned(one), planned(other))).toEqual([
    {
      section: "trackingPlan",
      id: "Signed Up",
      change: "changed",
      fields: [{ path: "owner", from: "data", to: "growth" }],
    },
    { section: "trackingPlan", id: "Signed In", change: "removed", fields: [] },
    { section: "trackingPlan", id: "Page Viewed", change: "added", fields: [] },
  ]);
  expect(playbookChanges(read(base), planned("{ Signed In: {} }"))).toMatchObject([
    { id: "Signed In", change: "added" },
  ]);
});

test("a rule of the catalogue comes with all that it says, and changes field by field", () => {
  const ruled = (text: string) => read(`${base}catalogue: { rules: ${text} }\n`);
  const winter = "{ winter: { hide: [{ category: winter }] } }";
  expect(playbookChanges(ruled("{}"), ruled(winter))).toEqual([
    {
      section: "catalogue.rules",
      id: "winter",
      change: "added",
      fields: [
        { path: "name", from: null, to: "winter" },
        { path: "on", from: null, to: {} },
        { path: "hides", from: null, to: [{ category: "winter" }] },
      ],
    },
  ]);
  const narrowed = "{ winter: { on: { placement: hero }, hide: [{ category: winter }] } }";
  expect(playbookChanges(ruled(winter), ruled(narrowed))).toEqual([
    {
      section: "catalogue.rules",
      id: "winter",
      change: "changed",
      fields: [{ path: "on", from: {}, to: { placements: ["hero"] } }],
    },
  ]);
  expect(playbookChanges(ruled(winter), ruled("{}"))).toMatchObject([
    { change: "removed", fields: [{ path: "name", from: "winter", to: null }, { path: "on" }, { path: "hides" }] },
  ]);
  expect(playbookChanges(read(`${base}catalogue: { staleAfterHours: 48 }\n`), ruled(winter))).toHaveLength(1);
});

test("rules in another order are a change: where two pin a place, the later one has it", () => {
  const [lamp, vase] = ["lamp: { pin: [lamp] }", "vase: { pin: [vase] }"];
  const ruled = (...rules: string[]) => read(`${base}catalogue: { rules: { ${rules.join(", ")} } }\n`);
  expect(playbookChanges(ruled(lamp, vase), ruled(vase, lamp))).toEqual([
    {
      section: "catalogue",
      id: "",
      change: "changed",
      fields: [{ path: "order", from: ["lamp", "vase"], to: ["vase", "lamp"] }],
    },
  ]);
});

test("a condition that changes is told as a whole", () => {
  const asked = (when: string) => read(base.replace("strip }", `strip, when: ${when} }`));
  expect(playbookChanges(asked("{ event: A, atLeast: 2 }"), asked("{ event: A, atLeast: 3 }"))).toMatchObject([
    { id: "b", fields: [{ path: "when", from: { event: "A", atLeast: 2 }, to: { event: "A", atLeast: 3 } }] },
  ]);
});

test("there are no changes exactly where both mean the same, and back again are the same entries", () => {
  const book = fc
    .record({
      holdout: fc.constantFrom(0, 0.1),
      hero: fc.constantFrom(0, 1, 2),
      ids: fc.uniqueArray(fc.constantFrom("x", "y", "z")),
    })
    .map(({ holdout, hero, ids }) =>
      [
        `holdout: ${holdout}`,
        "placements: { hero: {} }",
        `tactics: { ${ids.map((id) => `${id}: { placement: hero, priority: ${hero} }`).join(", ")} }`,
      ].join("\n"),
    );
  fc.assert(
    fc.property(book, book, (one, other) => {
      const [a, b] = [read(one), read(other)];
      const forth = playbookChanges(a, b);
      const sorted = (text: ReturnType<typeof read>) =>
        JSON.stringify({ ...text, playbook: { ...text.playbook, tactics: [...text.playbook.tactics].sort(byId) } });
      expect(forth.length === 0).toBe(sorted(a) === sorted(b));
      const names = (changes: typeof forth) => changes.map(({ section, id }) => `${section}/${id}`).sort();
      expect(names(playbookChanges(b, a))).toEqual(names(forth));
    }),
    { numRuns: 60 },
  );
});

function byId(a: { tacticId: string }, b: { tacticId: string }): number {
  return a.tacticId < b.tacticId ? -1 : 1;
}
