import { createHash } from "node:crypto";
import { Readable, Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import { type CsvExperiment, createCsvExperimentReader } from "@attune/measure/table/experiment-from-csv";
import { AttuneError } from "@attune/model/errors";
import type { ExperimentReport } from "@attune/model/experiment-report";

/**
 * The report of an experiment from the bytes of its file, gzip or not, as they arrive: memory grows with units, not with rows.
 * @param heard is told how many bytes have come
 */
export async function readExperiment(
  bytes: AsyncIterable<Uint8Array>,
  question: CsvExperiment,
  name: string,
  heard: (bytes: number) => void,
): Promise<ExperimentReport> {
  const reader = createCsvExperimentReader(question);
  const hash = createHash("sha256");
  let count = 0;
  let isGzip: boolean | undefined;
  const text = new TextDecoder("utf-8");
  const take = (chunk: Uint8Array) => reader.push(text.decode(chunk, { stream: true }));
  const hashed = (async function* () {
    for await (const chunk of bytes) {
      hash.update(chunk);
      count += chunk.length;
      heard(count);
      yield chunk;
    }
  })();
  const first = await hashed.next();
  if (first.done !== true) {
    isGzip = first.value[0] === 0x1f && first.value[1] === 0x8b;
    const all = withFirst(first.value, hashed);
    for await (const chunk of isGzip ? unzipped(all) : all) take(chunk);
  }
  reader.push(text.decode());
  return reader.finish({ data: name, sha256: hash.digest("hex") });
}

async function* withFirst(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

function unzipped(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gunzip = createGunzip({ chunkSize: 1 << 20 });
  const source = Readable.from(bytes);
  const told = new Transform({ transform: (chunk, _encoding, done) => done(null, chunk) });
  source.on("error", (error) => told.destroy(error));
  gunzip.on("error", (error) =>
    told.destroy(new AttuneError("bad-request", `The file is no whole gzip file: ${error.message}`, { path: "file" })),
  );
  return source.pipe(gunzip).pipe(told);
}
