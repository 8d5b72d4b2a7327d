import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The longest path that every supported system takes for a Unix socket (macOS: 104 bytes with the final zero). */
const longestBytes = 100;

/** Where the server of a data directory (an absolute path) is reached by its owner: inside it, or, where that path is too long, beside. */
export function socketPath(dataDirectory: string): string {
  const inside = join(dataDirectory, "attune.sock");
  if (Buffer.byteLength(inside) <= longestBytes) return inside;
  const name = createHash("sha256").update(dataDirectory).digest("hex").slice(0, 16);
  return join(tmpdir(), `attune-${name}.sock`);
}
