import { mkdir, readdir } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { removeMovedAside } from "../instance/moved-aside.ts";
import { serveRegistered } from "../recommenders/model-files.ts";
import { jobAnswer } from "../schema/answers.ts";
import { restoreAnswer } from "../schema/instance-answers.ts";

const directoryBody = Type.Object(
  { directory: Type.String({ minLength: 1, maxLength: 4000, description: "Absolute path on the server's machine." }) },
  { additionalProperties: false },
);

const placeBody = Type.Object(
  {
    to: Type.String({
      minLength: 1,
      maxLength: 4000,
      description: "Absolute path on the server's machine of a cluster.yaml, or of an empty data directory.",
    }),
  },
  { additionalProperties: false },
);

interface DirectoryRequest {
  Body: { directory: string };
}

/** The care of a data directory: rebuild, copy, bring back, move, and remove the last bytes of what was erased. */
export function adminRoutes(app: FastifyInstance, { instance, log }: AppOptions): void {
  const { jobs } = instance;
  const tags = ["admin"];

  function requireNoJob(before: string): void {
    if (jobs.list().some((job) => job.state === "running"))
      throw new AttuneError("conflict", `A job is running: wait for it, or cancel it, before ${before}.`);
  }

  app.post(
    "/v1/replay",
    {
      config: { needs: "administer" },
      schema: { tags, summary: "Rebuild profiles and analytics from the log (a job)", response: { 200: jobAnswer } },
    },
    async () =>
      jobs.start("replay", "entries", async ({ onProgress, signal }) => instance.engine.replay(onProgress, signal)),
  );

  app.post<DirectoryRequest>(
    "/v1/backup",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Copy all data into an empty directory, while running (a job)",
        response: { 200: jobAnswer },
        body: directoryBody,
      },
    },
    async (request) => {
      const { directory } = request.body;
      await requireEmpty(directory);
      return jobs.start("backup", "steps", async ({ onProgress }) => {
        onProgress(0, 1);
        await instance.engine.stores.backup(directory);
        onProgress(1, 1);
        return { directory };
      });
    },
  );

  app.post<DirectoryRequest>(
    "/v1/restore",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Replace all data by those of a backup; the present data are moved aside",
        body: directoryBody,
        response: { 200: restoreAnswer },
      },
    },
    async (request) => {
      requireAbsolute(request.body.directory);
      requireNoJob("restoring");
      const restored = await instance.restore(request.body.directory);
      await serveRegistered(instance).catch((error) => log.warn({ err: error }, "the model of lists cannot be served"));
      return { restored: true, ...restored };
    },
  );

  app.post<{ Body: { to: string } }>(
    "/v1/migrate",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Move everything to a cluster, served meanwhile until little is left; then it is served there (a job)",
        response: { 200: jobAnswer },
        body: placeBody,
      },
    },
    async (request) => {
      const { to } = request.body;
      requireAbsolute(to, "to");
      requireNoJob("moving");
      return jobs.start("migrate", "entries of the log", async ({ onProgress, signal }) => ({
        ...(await instance.move(to, (what, done, total) => {
          signal.throwIfAborted();
          onProgress(done, total, what);
        })),
      }));
    },
  );

  app.post(
    "/v1/privacy/purge",
    {
      config: { needs: "administer" },
      schema: {
        tags,
        summary: "Remove the last bytes of erased people from disk, and the data that a restore moved aside (a job)",
        response: { 200: jobAnswer },
      },
    },
    async () =>
      jobs.start("purge", "steps", async ({ onProgress }) => {
        onProgress(0, 1);
        await instance.engine.stores.purge();
        const removed = instance.dataDirectory === null ? [] : await removeMovedAside(instance.dataDirectory);
        onProgress(1, 1);
        return { purged: true, removed };
      }),
  );
}

function requireAbsolute(place: string, path = "directory"): void {
  if (!isAbsolute(place)) throw new AttuneError("bad-request", `${path}: an absolute path is needed.`, { path });
}

async function requireEmpty(directory: string): Promise<void> {
  requireAbsolute(directory);
  await mkdir(directory, { recursive: true });
  if ((await readdir(directory)).length > 0) {
    throw new AttuneError("conflict", `${directory} is not empty.`, { path: "directory" });
  }
}
