import { createHash } from "node:crypto";

/**
 * Ids for rows that have none: a hash of the content, with a number where the same content came before. The same file gives the same
 * ids, so that importing it again changes nothing, and rows that are exact duplicates stay apart.
 */
export function createContentIds(): (content: string) => string {
  const counts = new Map<string, number>();
  return (content) => {
    const hash = createHash("sha256").update(content).digest("base64url").slice(0, 22);
    const count = (counts.get(hash) ?? 0) + 1;
    counts.set(hash, count);
    return count === 1 ? hash : `${hash}.${count}`;
  };
}
