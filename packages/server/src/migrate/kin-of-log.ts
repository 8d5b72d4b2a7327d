import { identifierKeysOf } from "@attune/engine/profile/fold-group";
import { homeOf } from "@attune/engine/profile/partitions/home-of";
import { keysOfUnmerge } from "@attune/engine/profile/separations";
import { type IdentifierKey, identifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";

/** Kin as a log tells them, all at once: decision 0012. */
export interface KinOfLog {
  /** The next entries of the log. */
  add(entries: readonly LogEntry[]): void;
  /** The kin that an entry is of; undefined: nobody's. */
  of(entry: LogEntry): FoundKin | undefined;
  /** The kin that an identifier belongs to; undefined: nobody has named it. */
  with(key: IdentifierKey): FoundKin | undefined;
  /** Everybody who belongs to some kin, once each. */
  members(): Iterable<{ key: IdentifierKey; kin: FoundKin }>;
}

export interface FoundKin {
  /** Offset of their first entry: of no others it is. */
  born: Offset;
  /** How many identifiers. */
  size: number;
  /** Where they are to lie: the home of one of them. */
  partition: number;
}

/**
 * Joins what entries name together, and all that is of one person; so who was parted is among the kin of whom they were part of, as where they were parted there.
 * Profile ids hold them together, and belong to kin by themselves only where an entry names nobody. Ask when all is added. Keeps every
 * identifier in memory.
 */
export function createKinOfLog(partitions: number): KinOfLog {
  const nodes = new Map<IdentifierKey, number>();
  const parents: number[] = [];
  const borns: Offset[] = [];
  const isMember: boolean[] = [];
  let found: Map<number, FoundKin> | null = null;

  function nodeOf(key: IdentifierKey, offset: Offset): number {
    const known = nodes.get(key);
    if (known !== undefined) return known;
    const node = parents.length;
    nodes.set(key, node);
    parents.push(node);
    borns.push(offset);
    isMember.push(false);
    return node;
  }

  function rootOf(node: number): number {
    let root = node;
    while (parents[root] !== root) root = parents[root]!;
    for (let at = node; at !== root; ) {
      const next = parents[at]!;
      parents[at] = root;
      at = next;
    }
    return root;
  }

  /** The older stays, so that the paths are those of who was first. */
  function join(a: number, b: number): void {
    const [one, other] = [rootOf(a), rootOf(b)];
    if (one === other) return;
    const [older, younger] = borns[one]! <= borns[other]! ? [one, other] : [other, one];
    parents[younger] = older;
  }

  function add(entry: LogEntry): void {
    const { named, held } = namesIn(entry);
    const all = [...named, ...held].map((key) => nodeOf(key, entry.offset));
    for (const node of all.slice(0, named.length)) isMember[node] = true;
    for (const node of all.slice(1)) join(all[0]!, node);
  }

  function kinByRoot(): Map<number, FoundKin> {
    if (found !== null) return found;
    found = new Map();
    for (const [key, node] of nodes) {
      if (!isMember[node]) continue;
      const root = rootOf(node);
      const kin = found.get(root);
      if (kin === undefined) found.set(root, { born: borns[root]!, size: 1, partition: homeOf(key, partitions) });
      else kin.size += 1;
    }
    return found;
  }

  return {
    add(entries) {
      found = null;
      for (const entry of entries) add(entry);
    },
    of(entry) {
      const { named, held } = namesIn(entry);
      const node = nodes.get(named[0] ?? held[0] ?? "");
      return node === undefined ? undefined : kinByRoot().get(rootOf(node));
    },
    with(key) {
      const node = nodes.get(key);
      return node === undefined || !isMember[node] ? undefined : kinByRoot().get(rootOf(node));
    },
    *members() {
      const kin = kinByRoot();
      for (const [key, node] of nodes) if (isMember[node]) yield { key, kin: kin.get(rootOf(node))! };
    },
  };
}

/** `named`: belong to the kin; `held`: hold them together. */
function namesIn(entry: LogEntry): { named: IdentifierKey[]; held: IdentifierKey[] } {
  if (entry.kind === "tombstone") return { named: [], held: [] };
  const mine = idKey(entry.profileId);
  if (entry.kind === "event" || entry.kind === "decision") {
    const named = identifierKeysOf(
      entry.kind === "event"
        ? { kind: "event", event: entry.event, messageKey: "", keepSeenUntil: 0 }
        : { kind: "decision", decision: entry.decision },
    );
    return named.length === 0 ? { named: [mine], held: [] } : { named, held: [mine] };
  }
  if (entry.kind === "merge") return { named: [], held: [mine, ...entry.from.map(idKey)] };
  if (entry.kind === "erasure")
    return { named: [], held: [mine, ...entry.profileIds.map(idKey), ...(entry.heir ? [idKey(entry.heir)] : [])] };
  const people = entry.people.flatMap(({ profileId, personId }) => [idKey(profileId), idKey(personId)]);
  const parted = [...entry.restored, ...entry.separations.map(({ profileId }) => profileId)].map(idKey);
  return { named: [...keysOfUnmerge(entry)], held: [mine, ...people, ...parted] };
}

const idKey = (value: string): IdentifierKey => identifierKey({ namespace: "profile_id", value });
