import { createHash } from "node:crypto";
import { chmod, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The longest path that every supported system takes for a Unix socket (macOS: 104 bytes with the final zero). */
const longestBytes = 100;

/** Where the server of a data directory (an absolute path) is reached by its owner: inside it, or, where that path is too long, beside. */
export const socketPath = (dataDirectory: string): string => pathOf(dataDirectory, "attune.sock");

/** Where the thread that listens for the outside reaches the one that answers. */
export const frontSocketPath = (dataDirectory: string): string => pathOf(dataDirectory, "front.sock");

function pathOf(dataDirectory: string, file: string): string {
  const inside = join(dataDirectory, file);
  if (Buffer.byteLength(inside) <= longestBytes) return inside;
  const name = createHash("sha256").update(dataDirectory).digest("hex").slice(0, 16);
  return join(tmpdir(), `attune-${name}-${file}`);
}

/** Only the owner of the data directory may open the socket. One that is left from a killed process is replaced: the stores are ours. */
export async function listenForOwner(server: Server, path: string): Promise<void> {
  await rm(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, resolve);
  });
  await chmod(path, 0o600);
}
