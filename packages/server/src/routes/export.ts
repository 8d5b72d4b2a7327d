import { mkdir, readdir } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { exportAll } from "../export/export-all.ts";
import { importAll } from "../export/import-all.ts";
import type { AppOptions } from "../http/app-options.ts";
import { jobAnswer } from "../schema/answers.ts";
import { restoreAnswer } from "../schema/instance-answers.ts";

const directoryBody = Type.Object(
  { directory: Type.String({ minLength: 1, maxLength: 4000, description: "Absolute path on the server's machine." }) },
  { additionalProperties: false },
);

interface DirectoryRequest {
  Body: { directory: string };
}

/** Everything out, leaving nothing behind, and in again. */
export function exportRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["admin"];

  app.post<DirectoryRequest>(
    "/v1/export",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Write everything into an empty directory: the exact stores, and the same in open formats (a job)",
        body: directoryBody,
        response: { 200: jobAnswer },
      },
    },
    async ({ body: { directory } }) => {
      requireAbsolute(directory);
      await mkdir(directory, { recursive: true, mode: 0o700 });
      if ((await readdir(directory)).length > 0)
        throw new AttuneError("conflict", `${directory} is not empty.`, { path: "directory" });
      return instance.jobs.start("export", "steps", async (context) => {
        const { files, leftOut, head } = await exportAll(instance, directory, context);
        const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
        return { directory, entries: head, files: files.length, bytes, leftOut } as Json;
      });
    },
  );

  app.post<DirectoryRequest>(
    "/v1/export/load",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Replace all data by those of an export, checked file by file; the present data are moved aside",
        body: directoryBody,
        response: { 200: restoreAnswer },
      },
    },
    async ({ body: { directory } }) => {
      requireAbsolute(directory);
      if (instance.jobs.list().some((job) => job.state === "running"))
        throw new AttuneError("conflict", "A job is running: wait for it, or cancel it, before loading.");
      return { restored: true, ...(await importAll(instance, directory)) };
    },
  );
}

function requireAbsolute(directory: string): void {
  if (!isAbsolute(directory))
    throw new AttuneError("bad-request", "The directory must be an absolute path.", { path: "directory" });
}
