import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { receiveFile } from "../http/receive-file.ts";
import { jobAnswer } from "../schema/answers.ts";
import { idParams } from "../schema/words.ts";
import { segmentNamed } from "../segment/segment-report.ts";
import { runLearn } from "../study/run-learn.ts";
import { writeStoreInteractions } from "../study/store-interactions.ts";
import { checkLearnValues } from "./check-learn-values.ts";
import { type LearnFileCommand, learnFileCommands } from "./learn-file-commands.ts";

type Options = Record<string, string | number | boolean>;

/** A request that waits for its file, and where its files lie. */
interface Announced {
  options: Options;
  folder: string;
  files: Record<string, string>;
}

/** Requests whose file has not come; the oldest is forgotten first. */
const maxAnnounced = 100;

/** The commands of `attune learn` that take files: announce the options, send the files, find the answer in the job. */
export function learnRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  for (const command of learnFileCommands) fileCommandRoutes(app, instance, command);
}

function fileCommandRoutes(app: FastifyInstance, instance: AppOptions["instance"], command: LearnFileCommand): void {
  const tags = ["learn"];
  const { name, summary, file, furtherFiles, fromStore } = command;
  const announced = new Map<string, Announced>();

  async function forget(id: string): Promise<void> {
    const found = announced.get(id);
    announced.delete(id);
    if (found !== undefined) await rm(found.folder, { recursive: true, force: true });
  }

  function waiting(id: string): Announced {
    const found = announced.get(id);
    if (found === undefined)
      throw new AttuneError("not-found", `Nothing by the id ${id.slice(0, 100)} waits for a file.`);
    return found;
  }

  /** Writes what the store knows into a file and has the command take that. */
  function startOnStore(id: string, folder: string, options: Options, columns: Options) {
    const path = join(folder, file);
    const { segment, trait, ...rest } = options;
    const choice = { segmentId: textOf(segment), trait: textOf(trait) };
    const given = {
      ...columns,
      ...(choice.trait === null ? {} : groupOfTrait),
      ...(options.target === undefined ? {} : kindOfTarget),
      ...rest,
      [file]: path,
    };
    return instance.jobs.start(
      `learn ${name}`,
      "trainings",
      async (context) => {
        try {
          await writeStoreInteractions(instance.engine, path, choice, context.signal);
          return await runLearn(name, wordsOf(given), context);
        } finally {
          await rm(folder, { recursive: true, force: true });
        }
      },
      id,
    );
  }

  app.post<{ Body: Options }>(
    `/v1/learn/${name}`,
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary:
          fromStore === null
            ? `${summary}; answers the id under which the file is sent`
            : `${summary}; with \`store: true\` answers the job, otherwise the id under which the file is sent`,
        body: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
          description: `Options of \`attune learn ${name}\` without dashes: ${[...command.options, ...command.storeOptions].join(", ")}.`,
        }),
      },
    },
    async (request) => {
      const { store, ...options } = request.body;
      checkOptions(command, options, store === true);
      await checkLearnValues(command, options, store === true);
      const segmentId = textOf(options.segment);
      if (store === true && segmentId !== null) segmentNamed(instance.engine, segmentId);
      const parent = instance.dataDirectory === null ? tmpdir() : join(instance.dataDirectory, "learn");
      await mkdir(parent, { recursive: true });
      const folder = await mkdtemp(join(parent, `${name}-`));
      const id = `${name}-${request.id}`;
      if (store === true && fromStore !== null) return startOnStore(id, folder, options, fromStore);
      announced.set(id, { options, folder, files: {} });
      if (announced.size > maxAnnounced) await forget(announced.keys().next().value!);
      return { id };
    },
  );

  for (const further of furtherFiles) {
    app.put<{ Params: { id: string } }>(
      `/v1/learn/${name}/:id/${further}`,
      {
        config: { needs: "study", body: "stream" },
        schema: { tags, summary: `Send the file of \`--${further}\`, before the other`, params: idParams },
      },
      async (request) => {
        const { folder, files } = waiting(request.params.id);
        files[further] = await receiveFile(request, join(folder, further));
        return { id: request.params.id };
      },
    );
  }

  app.put<{ Params: { id: string } }>(
    `/v1/learn/${name}/:id/file`,
    {
      config: { needs: "study", body: "stream" },
      schema: {
        tags,
        summary: `Send the file of \`--${file}\`, CSV or TSV, gzip or not; answers the job`,
        response: { 200: jobAnswer },
        params: idParams,
      },
    },
    async (request) => {
      const { id } = request.params;
      const { options, folder, files } = waiting(id);
      const path = await receiveFile(request, join(folder, file));
      const words = wordsOf({ ...options, ...files, [file]: path });
      return instance.jobs.start(
        `learn ${name}`,
        "trainings",
        (context) => runLearn(name, words, context).finally(() => forget(id)),
        id,
      );
    },
  );
}

function checkOptions(
  { name, options, fromStore, storeOptions }: LearnFileCommand,
  given: Options,
  ofStore: boolean,
): void {
  if (ofStore && fromStore === null)
    throw new AttuneError("bad-request", `learn ${name} takes a file; the store has nothing of the kind.`, {
      path: "store",
    });
  const known = ofStore ? [...options, ...storeOptions] : options;
  for (const option of Object.keys(given)) {
    if (known.includes(option)) continue;
    throw new AttuneError(
      "bad-request",
      `learn ${name} has no option ${option.slice(0, 50)}; it has ${known.join(", ")}.`,
      {
        path: option.slice(0, 50),
      },
    );
  }
}

/** A trait's values are in this column of what is written of the store. */
const groupOfTrait: Options = { "person-group": "group" };

/** What was done is in this one. */
const kindOfTarget: Options = { kind: "kind" };

function textOf(value: string | number | boolean | undefined): string | null {
  return value === undefined || typeof value === "boolean" ? null : String(value);
}

/** `--key=value`, so that no value is taken for an option; true is the bare option, false none; `placement` may hold several, with semicolons between them. */
function wordsOf(options: Options): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === false) return [];
    if (value === true) return [`--${name}`];
    if (name === "placement")
      return String(value)
        .split(";")
        .map((one) => `--placement=${one}`);
    return [`--${name}=${value}`];
  });
}
