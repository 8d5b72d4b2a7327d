import { kindIds } from "@attune/shop/kind";
import fc from "fast-check";
import { parse, stringify } from "yaml";
import { journeyTemplates } from "../deliver/journey-templates.ts";
import { kindText } from "../demo/kind-text.ts";

type Node = Record<string, unknown> | unknown[];
/** A place of a file: what holds it, and under which name or number. */
interface Place {
  holder: Node;
  key: string | number;
}

const wholeFiles = [...kindIds.map((kind) => kindText(kind)), ...journeyTemplates.map(({ yaml }) => yaml)];

function placesIn(node: unknown, found: Place[] = []): Place[] {
  if (typeof node !== "object" || node === null) return found;
  for (const key of Array.isArray(node) ? node.keys() : Object.keys(node)) {
    found.push({ holder: node as Node, key });
    placesIn((node as Record<string | number, unknown>)[key], found);
  }
  return found;
}

const valueAt = ({ holder, key }: Place): unknown => (holder as Record<string | number, unknown>)[key];
function put({ holder, key }: Place, value: unknown): void {
  (holder as Record<string | number, unknown>)[key] = value;
}
function rename({ holder, key }: Place, name: string): void {
  if (Array.isArray(holder)) return;
  const entries = Object.entries(holder).map(([known, value]) => [known === key ? name : known, value] as const);
  for (const known of Object.keys(holder)) delete holder[known];
  for (const [known, value] of entries)
    Object.defineProperty(holder, known, { value, enumerable: true, configurable: true, writable: true });
}

const deep = JSON.parse(`${'{"all":['.repeat(300)}{"event":"x"}${"]}".repeat(300)}`) as unknown;
const hostile: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 1e308, Number.NaN, Number.POSITIVE_INFINITY, "", "x", "y".repeat(20_000)],
  ...[
    [],
    {},
    [[]],
    { x: 1 },
    ["x", "x"],
    "__proto__",
    "2026-02-31",
    "1969-01-01",
    "25 %",
    "-5 %",
    "101 %",
    "\u0000",
    "\ud800",
  ],
  ...[{ segment: "interested" }, { all: [] }, { not: { not: { segment: "viewed-not-bought" } } }, deep],
];
const names = ["__proto__", "constructor", "hasOwnProperty", "toString", "a b", "a.b", "é", "", "x".repeat(300)];

const change = fc.record({
  place: fc.nat(),
  other: fc.nat(),
  what: fc.constantFrom("remove", "replace", "name", "copy", "swap", "double", "typo" as const),
  value: fc.nat(),
});

/** One change after the other; what they come to is anything but a file that somebody meant. */
function changed(
  file: string,
  changes: ReadonlyArray<typeof change extends fc.Arbitrary<infer T> ? T : never>,
): unknown {
  const value = parse(file) as Node;
  for (const { place, other, what, value: which } of changes) {
    const places = placesIn(value);
    if (places.length === 0) return value;
    const [here, there] = [places[place % places.length]!, places[other % places.length]!];
    if (what === "remove") {
      if (Array.isArray(here.holder)) here.holder.splice(here.key as number, 1);
      else delete here.holder[here.key];
    } else if (what === "replace") put(here, hostile[which % hostile.length]);
    else if (what === "name") rename(here, names[which % names.length]!);
    else if (what === "copy") put(here, structuredClone(valueAt(there)));
    else if (what === "swap") {
      const [a, b] = [structuredClone(valueAt(here)), structuredClone(valueAt(there))];
      put(here, b);
      put(there, a);
    } else if (what === "double" && Array.isArray(here.holder)) here.holder.push(structuredClone(valueAt(here)));
    else if (typeof here.key === "string") rename(here, `${here.key}${here.key.at(-1) ?? "x"}`);
  }
  return value;
}

/** Files as they come out where somebody's hand, or a program, slips: one that means something, changed in one to three places. */
export const hostilePlaybooks = fc
  .tuple(fc.nat(), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([which, changes]) => {
    const value = changed(wholeFiles[which % wholeFiles.length]!, changes);
    return { value, text: stringify(value, { aliasDuplicateObjects: false }) };
  });
