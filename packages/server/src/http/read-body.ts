import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { AttuneError } from "@attune/model/errors";
import type { Reserve } from "./gate.ts";

const inflate = promisify(gunzip);

/** Most bytes that a body may have once inflated. */
const maxBodyBytes = 4 * 1024 * 1024;

/** A sender may be silent for `idleMs` and take `totalMs` for a whole body; then it is cut off with 408, and sends again. */
interface BodyTimeouts {
  idleMs: number;
  totalMs: number;
}

const defaultTimeouts: BodyTimeouts = { idleMs: 15_000, totalMs: 60_000 };

/**
 * The whole body (empty where a request has none), inflated where its bytes are gzip, whatever the headers say: clients label gzip wrongly or not at all. Bytes that
 * begin like gzip and cannot be inflated come back as they are, so that whoever parses them can set them aside.
 *
 * Memory is reserved as bytes arrive, not as they are announced. Throws `batch-too-large` above 4 MB, before or after inflating,
 * `request-timeout` where the bytes do not come in time, and what `reserve` throws.
 */
export async function readBody(
  stream: Readable | undefined,
  reserve: Reserve,
  timeouts: BodyTimeouts = defaultTimeouts,
): Promise<Buffer> {
  if (stream === undefined) return Buffer.alloc(0);
  const bytes = await collectBytes(stream, reserve, timeouts);
  if (bytes.length < 2 || bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const inflated = await inflate(bytes, { maxOutputLength: maxBodyBytes }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    return bytes;
  });
  if (inflated !== bytes) reserve(inflated.length);
  return inflated;
}

function collectBytes(stream: Readable, reserve: Reserve, { idleMs, totalMs }: BodyTimeouts): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    let isOver = false;
    const onTimeout = () => fail(new AttuneError("request-timeout", "The body did not arrive in time."));
    const idle = setTimeout(onTimeout, idleMs);
    const total = setTimeout(onTimeout, totalMs);

    function end(): void {
      isOver = true;
      clearTimeout(idle);
      clearTimeout(total);
    }

    /** The rest is read and thrown away: a client that is still sending would otherwise see a broken pipe, not the answer. */
    function fail(error: unknown): void {
      end();
      chunks.length = 0;
      reject(error);
    }

    stream.on("data", (chunk: Buffer) => {
      if (isOver) return;
      idle.refresh();
      length += chunk.length;
      if (length > maxBodyBytes) return fail(tooLarge());
      try {
        reserve(chunk.length);
        chunks.push(chunk);
      } catch (error) {
        fail(error);
      }
    });
    stream.on("end", () => {
      end();
      resolve(chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks));
    });
    stream.on("error", fail);
    stream.on("aborted", () => fail(new AttuneError("bad-request", "The connection ended before the body did.")));
  });
}

function tooLarge(): AttuneError {
  return new AttuneError("batch-too-large", `The body is larger than ${maxBodyBytes} bytes once inflated.`);
}
