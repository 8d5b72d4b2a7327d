import fc from "fast-check";

/** A playbook that somebody or something spoilt, and how. */
export interface BrokenPlaybook {
  value: unknown;
  /** The key or word that was mistyped, as it was, and as it is. */
  typo: { path: string; was: string; is: string } | null;
}

type Step = string | number;
type Node = Record<Step, unknown>;

/** What stands in the place of something else: of the wrong type, too large, too deep, or named like what every object has. */
const strange: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  0.5,
  1e21,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  "",
  " ",
  "constructor",
  "toString",
  "hasOwnProperty",
  "2026-02-30",
  "9999999-01-01",
  "275760-09-13",
  "\u0000",
  "x".repeat(5_000),
  [],
  [null],
  [[]],
  {},
  { constructor: 1 },
  { all: [] },
  { not: { not: {} } },
  deep(300),
];

function deep(levels: number): unknown {
  let node: unknown = { event: "Order Completed" };
  for (let i = 0; i < levels; i++) node = i % 2 === 0 ? { all: [node] } : { not: node };
  return node;
}

const spoil = fc.record({
  how: fc.constantFrom("delete", "typo", "retype", "move", "add", "double"),
  at: fc.nat(),
  other: fc.nat(),
});

/** One to three mistakes in one of the playbooks. */
export function brokenPlaybooks(whole: readonly object[]): fc.Arbitrary<BrokenPlaybook> {
  return fc
    .record({ which: fc.nat({ max: whole.length - 1 }), mistakes: fc.array(spoil, { minLength: 1, maxLength: 3 }) })
    .map(({ which, mistakes }) => {
      const value = structuredClone(whole[which]!);
      let typo: BrokenPlaybook["typo"] = null;
      for (const mistake of mistakes) typo = broken(value, mistake);
      return { value, typo: mistakes.length === 1 ? typo : null };
    });
}

function broken(value: object, { how, at, other }: { how: string; at: number; other: number }): BrokenPlaybook["typo"] {
  const places = placesOf(value);
  if (places.length === 0) return null;
  const { parent, step, path } = places[at % places.length]!;
  if (how === "delete") {
    if (Array.isArray(parent)) parent.splice(Number(step), 1);
    else delete parent[step];
  } else if (how === "retype") parent[step] = structuredClone(strange[other % strange.length]);
  else if (how === "move") {
    const from = places[other % places.length]!;
    parent[step] = structuredClone(from.parent[from.step]);
  } else if (how === "add") {
    const names = ["constructor", "toString", "hasOwnProperty", "prototype", "", "a.b", "x".repeat(200)];
    if (!Array.isArray(parent)) parent[names[other % names.length]!] = structuredClone(parent[step]);
  } else if (how === "double") {
    if (Array.isArray(parent)) parent.push(structuredClone(parent[Number(step)]));
    else parent[`${step}-2`] = structuredClone(parent[step]);
  } else return mistyped(parent, step, path, other);
  return null;
}

/** A key, or a word that stands somewhere, with one letter left out. */
function mistyped(parent: Node, step: Step, path: string, other: number): BrokenPlaybook["typo"] {
  const word = parent[step];
  const isWord = typeof word === "string" && /^[a-z-]{5,}$/.test(word) && other % 2 === 0;
  const was = isWord ? word : String(step);
  if (was.length < 5 || (!isWord && Array.isArray(parent))) return null;
  const i = 1 + (other % (was.length - 2));
  const is = was.slice(0, i) + was.slice(i + 1);
  if (isWord) parent[step] = is;
  else {
    const entries = Object.entries(parent);
    for (const [key] of entries) delete parent[key];
    for (const [key, inner] of entries) parent[key === step ? is : key] = inner;
  }
  return { path, was, is };
}

function placesOf(value: object): Array<{ parent: Node; step: Step; path: string }> {
  return Object.entries(value).flatMap(([key, inner]) => {
    const step = Array.isArray(value) ? Number(key) : key;
    const here = { parent: value as Node, step, path: key };
    return typeof inner === "object" && inner !== null ? [here, ...placesOf(inner)] : [here];
  });
}
