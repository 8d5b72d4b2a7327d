import { chmod, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { Json } from "@attune/model/json";
import type { AccountBook, BookShelf } from "./account-book.ts";

const schema = "attune.accounts/1";

/** The kind of document under which a cluster keeps its accounts; no export writes it out. */
export const accountBookKind = "account-book";
const documentId = "book";

/**
 * One file beside the keys of a data directory, readable by the owner alone. Not in the stores, so that neither a backup nor an export carries passwords
 * away, and restoring an old one gives nobody back what was taken from them.
 */
export function fileShelf(path: string): BookShelf {
  return {
    async read() {
      const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      return text === null ? null : opened(JSON.parse(text), path);
    },
    /** Written beside, flushed, then renamed: a cut-off write leaves the file as it was. */
    async write(book) {
      const beside = `${path}.new`;
      const file = await open(beside, "w", 0o600);
      try {
        await file.writeFile(`${JSON.stringify({ schema, ...book })}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await chmod(beside, 0o600);
      await rename(beside, path);
      const folder = await open(dirname(path), "r");
      await folder.sync().finally(() => folder.close());
    },
  };
}

/** With the documents of a cluster: whichever node writes next has the same accounts. One node writes at a time, so that its memory is the truth. */
export function definitionShelf(definitions: DefinitionStore): BookShelf {
  return {
    async read() {
      const kept = await definitions.get(accountBookKind, documentId);
      return kept === undefined ? null : opened(kept, "The cluster's account book");
    },
    write: (book) => definitions.put(accountBookKind, [[documentId, { schema, ...book } as unknown as Json]]),
  };
}

function opened(kept: unknown, where: string): AccountBook {
  const { schema: found, ...book } = kept as AccountBook & { schema: string };
  if (found !== schema) throw new Error(`${where} is of the schema ${found}, which this release does not know.`);
  return book;
}
