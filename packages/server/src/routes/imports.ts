import { join } from "node:path";
import { Readable } from "node:stream";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { FastifyInstance, FastifyRequest } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { findMapping } from "../import/find-mapping.ts";
import type { Mapping } from "../import/mapping.ts";
import { forgetRefusedRows, openRefusedRows } from "../jobs/refused-rows.ts";
import { runImport } from "../jobs/run-import.ts";
import { jobAnswer } from "../schema/answers.ts";
import { importAnswer } from "../schema/collect-answers.ts";
import { idParams } from "../schema/words.ts";

const importBody = Type.Object(
  {
    mapping: Type.Unsafe<string | object>({
      anyOf: [{ type: "string" }, { type: "object" }],
      description: "A built-in mapping's name, or the content of a mapping file.",
    }),
  },
  { additionalProperties: false },
);

/** Imports that were announced and whose file has not come yet; the oldest is forgotten first. */
const maxAnnounced = 1_000;

/** Taking in the past: announce an import, then send its file. */
export function importRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["imports"];
  const announced = new Map<string, Mapping>();

  app.post<{ Body: { mapping: unknown } }>(
    "/v1/imports",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Announce an import; answers the id under which its file and its job are found",
        body: importBody,
        response: { 200: importAnswer },
      },
    },
    async (request) => {
      const mapping = findMapping(request.body.mapping);
      const importId = `import-${request.id}`;
      announced.set(importId, mapping);
      if (announced.size > maxAnnounced) announced.delete(announced.keys().next().value!);
      return { importId };
    },
  );

  app.put<{ Params: { id: string } }>(
    "/v1/imports/:id/file",
    {
      config: { needs: "administer", body: "stream" },
      schema: {
        tags,
        summary: "Send the file, gzip or not; answers the job once it has ended",
        response: { 200: jobAnswer },
        params: idParams,
      },
    },
    async (request, reply) => {
      const importId = request.params.id;
      const mapping = announced.get(importId);
      if (mapping === undefined)
        throw new AttuneError("not-found", `No import ${importId.slice(0, 100)} waits for a file.`);
      announced.delete(importId);
      const { engine, dataDirectory, clock, jobs } = instance;
      const refusedRows =
        dataDirectory === null
          ? forgetRefusedRows
          : openRefusedRows(join(dataDirectory, "imports", `${importId}.refused.jsonl`));
      const source = bytesOf(request);
      const work = (context: Parameters<typeof runImport>[1]) =>
        runImport({ engine, mapping, source, refusedRows, clock }, context).then((result) => ({ ...result }) as Json);
      jobs.start("import", "rows", work, importId);
      const job = await jobs.ended(importId);
      // Who fell silent in the middle is cut off: what came next would be taken for the next request.
      if (job.error?.code === "request-timeout") reply.header("connection", "close");
      // Where it ended early, the rest of the upload is read and thrown away, so that the sender sees the answer.
      request.raw.resume();
      return job;
    },
  );
}

/** A file may take as long as it likes; a sender that is silent for so long while more is waited for has gone. */
const maxSilenceMs = 5 * 60_000;

/** The body as it arrives. Leaving it early must not tear the connection down, on which the answer still has to go. */
export async function* bytesOf(request: FastifyRequest): AsyncGenerator<Uint8Array> {
  const body = request.body === undefined ? Readable.from([]) : (request.body as Readable);
  const chunks: AsyncIterator<Uint8Array> = body.iterator({ destroyOnReturn: false });
  for (;;) {
    const { done, value } = await inTime(chunks.next());
    if (done === true) return;
    yield value;
  }
}

async function inTime<T>(waited: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const silence = new Promise<never>((_resolve, reject) => {
    const fail = () => reject(new AttuneError("request-timeout", "The file stopped coming."));
    timer = setTimeout(fail, maxSilenceMs);
  });
  try {
    return await Promise.race([waited, silence]);
  } finally {
    clearTimeout(timer);
  }
}
