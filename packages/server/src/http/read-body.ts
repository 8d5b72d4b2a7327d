import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AttuneError } from "@attune/model/errors";

const inflate = promisify(gunzip);

/** Most bytes that a body may have once inflated. */
export const maxBodyBytes = 4 * 1024 * 1024;

/**
 * The whole body, inflated where its bytes are gzip, whatever the headers say: clients label gzip wrongly or not at all. Bytes that
 * begin like gzip and cannot be inflated come back as they are, so that whoever parses them can set them aside.
 * Throws `batch-too-large` above `maxBytes`, before or after inflating.
 */
export async function readBody(stream: Readable, maxBytes: number = maxBodyBytes): Promise<Buffer> {
  const bytes = await collectBytes(stream, maxBytes);
  if (bytes.length < 2 || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return await inflate(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(maxBytes);
    return bytes;
  }
}

function collectBytes(stream: Readable, maxBytes: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length <= maxBytes) chunks.push(chunk);
      else {
        // The rest is read and thrown away: a client that is still sending would otherwise see a broken pipe, not the 413.
        chunks.length = 0;
        reject(tooLarge(maxBytes));
      }
    });
    stream.on("end", () => resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks)));
    stream.on("error", reject);
    stream.on("aborted", () => reject(new AttuneError("bad-request", "The connection ended before the body did.")));
  });
}

function tooLarge(maxBytes: number): AttuneError {
  return new AttuneError("batch-too-large", `The body is larger than ${maxBytes} bytes once inflated.`);
}
