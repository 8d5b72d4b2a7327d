import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { UsageError } from "../usage-error.ts";

/** Hands the text of a file (gzip or not) over in pieces; the answer is the SHA-256 of its bytes as they lie on the disk. */
export async function readTextFile(path: string, take: (text: string) => void): Promise<string> {
  const hash = createHash("sha256");
  const hashed = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  const source = createReadStream(path, { highWaterMark: 1 << 20 });
  source.on("error", (error) => hashed.destroy(new UsageError(`cannot read ${path}: ${error.message}`)));
  const bytes = path.endsWith(".gz") ? unzipped(hashed, path) : hashed;
  source.pipe(hashed);
  const decoder = new TextDecoder("utf-8");
  for await (const chunk of bytes) take(decoder.decode(chunk as Buffer, { stream: true }));
  take(decoder.decode());
  return hash.digest("hex");
}

function unzipped(compressed: Transform, path: string) {
  const gunzip = createGunzip({ chunkSize: 1 << 20 });
  compressed.on("error", (error) => gunzip.destroy(error));
  gunzip.on("error", (error) => {
    error.message = `${path}: ${error.message}`;
  });
  return compressed.pipe(gunzip);
}
