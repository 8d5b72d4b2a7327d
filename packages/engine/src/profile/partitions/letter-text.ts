import type { Cargo, Rewrite } from "./kin.ts";
import type { Errand, Letter, Task } from "./letter.ts";
import type { Place } from "./place-of.ts";

type Content = Letter["content"];

/** A letter as text, between partitions on different nodes. JSON, with pairs for maps and null for times that never come. */
export function letterText(letter: Letter): string {
  return JSON.stringify({ ...letter, content: plainContent(letter.content) });
}

export function letterOf(text: string): Letter {
  const plain = JSON.parse(text) as Omit<Letter, "content"> & { content: PlainContent };
  return { ...plain, content: contentOf(plain.content) };
}

type PlainContent =
  | Exclude<Content, { kind: "errand" }>
  | { kind: "errand"; errand: Omit<Errand, "cargo" | "task"> & { task: Task; cargo?: PlainCargo } };

interface PlainCargo {
  kin: { born: number; size: number; unsettled: Array<[number, Rewrite]> };
  places: Place[];
  identities: Pairs<Cargo["identities"]>;
  profiles: Pairs<Cargo["profiles"]>;
  seen: Array<[string, number | null]>;
}

type Pairs<M> = M extends ReadonlyMap<infer K, infer V> ? Array<[K, V]> : never;

function plainContent(content: Content): PlainContent {
  if (content.kind !== "errand") return content;
  const { cargo, ...errand } = content.errand;
  return { kind: "errand", errand: { ...errand, ...(cargo === undefined ? {} : { cargo: plainCargo(cargo) }) } };
}

function contentOf(plain: PlainContent): Content {
  if (plain.kind !== "errand") return plain;
  const { cargo, task, ...errand } = plain.errand;
  return {
    kind: "errand",
    errand: { ...errand, task: taskOf(task), ...(cargo === undefined ? {} : { cargo: cargoOf(cargo) }) },
  };
}

/** JSON has written null for a message key that is never forgotten. */
function taskOf(task: Task): Task {
  if (task.kind !== "entry" || task.input.kind !== "event") return task;
  const { keepSeenUntil } = task.input as { keepSeenUntil: number | null };
  return { ...task, input: { ...task.input, keepSeenUntil: keepSeenUntil ?? Number.POSITIVE_INFINITY } };
}

function plainCargo({ kin, places, identities, profiles, seen }: Cargo): PlainCargo {
  return {
    kin: { ...kin, unsettled: [...kin.unsettled] },
    places: [...places],
    identities: [...identities],
    profiles: [...profiles],
    seen: [...seen],
  };
}

function cargoOf({ kin, places, identities, profiles, seen }: PlainCargo): Cargo {
  return {
    kin: { ...kin, unsettled: new Map(kin.unsettled) },
    places: new Set(places),
    identities: new Map(identities),
    profiles: new Map(profiles),
    seen: new Map(seen.map(([messageKey, until]) => [messageKey, until ?? Number.POSITIVE_INFINITY])),
  };
}
