import { createWriteStream } from "node:fs";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AttuneError } from "@attune/model/errors";
import type { FastifyRequest } from "fastify";

const maxFileBytes = 4 * 1024 ** 3;

/** Writes a request's body to a file, as it arrives, and answers the path. Throws `batch-too-large` above 4 GB. */
export async function receiveFile(request: FastifyRequest, path: string): Promise<string> {
  const body = request.body === undefined ? Readable.from([]) : (request.body as Readable);
  let bytes = 0;
  await pipeline(
    body,
    async function* bounded(chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (bytes > maxFileBytes) throw new AttuneError("batch-too-large", "A file may have 4 GB.");
        yield chunk;
      }
    },
    createWriteStream(path, { mode: 0o600 }),
  );
  return path;
}
