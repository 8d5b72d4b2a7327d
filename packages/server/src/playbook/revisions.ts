import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { Json } from "@attune/model/json";
import type { PlaybookRevision } from "@attune/model/playbook-revision";

/** Every state of the playbook, beside the data it decided over: kept with them, backed up with them. */
export interface Revisions {
  latest(): Promise<PlaybookRevision | undefined>;
  /** The latest that came from a file at a start. */
  lastFromFile(): Promise<PlaybookRevision | undefined>;
  get(revision: number): Promise<PlaybookRevision | undefined>;
  /** Newest first, with a smaller number than `before` (null: from the newest). */
  list(before: number | null, limit: number): Promise<PlaybookRevision[]>;
  /** Durable when it resolves. One at a time. */
  add(revision: Omit<PlaybookRevision, "revision">): Promise<PlaybookRevision>;
}

const kind = "playbook-revision";
const pointerKind = "playbook-pointer";

export function createRevisions(definitions: DefinitionStore): Revisions {
  const get = async (revision: number) =>
    (await definitions.get(kind, idOf(revision))) as unknown as PlaybookRevision | undefined;
  const pointer = async (id: "latest" | "file") => {
    const kept = await definitions.get(pointerKind, id);
    return typeof kept === "number" ? kept : 0;
  };
  /** A revision is there from its own write on; the pointer may be one behind after a crash. */
  async function latestNumber(): Promise<number> {
    let latest = await pointer("latest");
    while ((await get(latest + 1)) !== undefined) latest += 1;
    return latest;
  }
  return {
    async latest() {
      return get(await latestNumber());
    },
    async lastFromFile() {
      const latest = await latestNumber();
      const newest = await get(latest);
      return newest?.source === "file" ? newest : get(await pointer("file"));
    },
    get,
    async list(before, limit) {
      const found: PlaybookRevision[] = [];
      const newest = before === null ? await latestNumber() : before - 1;
      for (let revision = newest; revision >= 1 && found.length < limit; revision--) {
        const one = await get(revision);
        if (one !== undefined) found.push(one);
      }
      return found;
    },
    async add(given) {
      const revision: PlaybookRevision = { revision: (await latestNumber()) + 1, ...given };
      await definitions.put(kind, [[idOf(revision.revision), revision as unknown as Json]]);
      await definitions.put(pointerKind, [
        ["latest", revision.revision],
        ...(given.source === "file" ? ([["file", revision.revision]] as const) : []),
      ]);
      return revision;
    },
  };
}

/** Ids in the order of the numbers. */
function idOf(revision: number): string {
  return String(revision).padStart(9, "0");
}
