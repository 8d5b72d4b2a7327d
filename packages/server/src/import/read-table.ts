import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { AttuneError } from "@attune/model/errors";
import type { TableFormat } from "./mapping.ts";
import { createRowSplitter, maxRowLength } from "./row-splitter.ts";
import type { TableRows } from "./table-rows.ts";

const newline = 0x0a;

/**
 * Rows of a CSV, TSV or JSONL table as its bytes arrive, inflated where they are gzip (by content, not by name). The first row of a
 * CSV is its header. Memory: one chunk and one row. Throws `bad-request` for a gzip that is cut off or broken.
 */
export async function* readTable(source: AsyncIterable<Uint8Array>, format: TableFormat): AsyncGenerator<TableRows> {
  const splitter = createRowSplitter(format);
  const decoder = new TextDecoder(format.encoding, { ignoreBOM: true });
  for await (const block of blocksOfLines(inflated(source))) {
    const found = splitter.push(decoder.decode(block));
    if (found.rows.length > 0 || found.refused.length > 0) yield found;
  }
  const rest = splitter.end();
  if (rest.rows.length > 0 || rest.refused.length > 0) yield rest;
}

/**
 * The same bytes, cut after newlines: then no character is split, and a block decodes to one flat string, which is read much faster
 * than a joined one.
 */
async function* blocksOfLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(newline) + 1;
    const isTooLong = waitingBytes + chunk.length > maxRowLength;
    if (end > 0 || isTooLong) {
      const cut = end > 0 ? end : chunk.length;
      yield Buffer.concat([...waiting, chunk.subarray(0, cut)]);
      waiting = [chunk.subarray(cut)];
    } else {
      waiting.push(chunk);
    }
    waitingBytes = waiting.reduce((sum, part) => sum + part.length, 0);
  }
  yield Buffer.concat(waiting);
}

/** The bytes as they are, inflated where they begin like gzip. Throws `bad-request` for a gzip that is cut off or broken. */
export async function* inflated(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const first = await firstBytes(iterator);
  const whole = chained(first, iterator);
  if (first[0] !== 0x1f || first[1] !== 0x8b) {
    yield* whole;
    return;
  }
  const gunzip = createGunzip({ chunkSize: 256 * 1024 });
  // Its failure, or that of the source, is thrown to whoever reads the inflated bytes.
  pipeline(Readable.from(whole), gunzip, () => {});
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (cause) {
    const isBroken = String((cause as { code?: unknown }).code).startsWith("Z_");
    if (!isBroken) throw cause;
    throw new AttuneError(
      "bad-request",
      "The file begins like gzip but cannot be inflated: it was cut off or damaged on its way.",
      { cause },
    );
  }
}

/** At least two bytes, where there are so many: what is needed to know gzip. */
async function firstBytes(iterator: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let bytes: Uint8Array = new Uint8Array(0);
  while (bytes.length < 2) {
    const next = await iterator.next();
    if (next.done === true) return bytes;
    bytes = bytes.length === 0 ? next.value : Buffer.concat([bytes, next.value]);
  }
  return bytes;
}

async function* chained(first: Uint8Array, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
