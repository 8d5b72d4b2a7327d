import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { LearnCommandName } from "../commands/learn/learn-process.ts";
import { runApart } from "../commands/learn/run-apart.ts";
import type { AppOptions } from "../http/app-options.ts";
import { receiveFile } from "../http/receive-file.ts";
import { jobAnswer } from "../schema/answers.ts";
import { idParams } from "../schema/words.ts";

interface FileCommand {
  /** `attune learn <name>`. */
  name: LearnCommandName;
  summary: string;
  /** The option that names the file. */
  file: string;
  /** Options that name further files, sent before. */
  furtherFiles: readonly string[];
  /** The other options, as on the command line. */
  options: readonly string[];
}

const commands: readonly FileCommand[] = [
  {
    name: "evaluate",
    summary: "Which recommender suits a file of interactions",
    file: "interactions",
    furtherFiles: ["test"],
    options: [
      "user",
      "session",
      "item",
      "time",
      "weight",
      "split",
      "strict",
      "model",
      "k",
      "tune",
      "seen",
      "cases",
      "champion",
      "seed",
      "no-header",
    ],
  },
  {
    name: "off-policy",
    summary: "What another policy would have earned, from a log of choices with their probabilities",
    file: "log",
    furtherFiles: ["target-table", "target-priors"],
    options: [
      "action",
      "reward",
      "propensity",
      "position",
      "uniform",
      "target-column",
      "draws",
      "switch",
      "seed",
      "no-header",
    ],
  },
  {
    name: "attribution",
    summary: "What each signal adds to clicks, conversions and cart value",
    file: "data",
    furtherFiles: [],
    options: ["signals", "person", "click", "conversion", "value", "share", "seed"],
  },
  {
    name: "predict",
    summary: "Who buys, leaves, comes back when and for what",
    file: "events",
    furtherFiles: [],
    options: [
      "user",
      "time",
      "kind",
      "category",
      "amount",
      "discounted",
      "what",
      "horizon",
      "people",
      "seed",
      "no-header",
    ],
  },
];

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
  for (const command of commands) fileCommandRoutes(app, instance, command);
}

function fileCommandRoutes(app: FastifyInstance, instance: AppOptions["instance"], command: FileCommand): void {
  const tags = ["learn"];
  const { name, summary, file, furtherFiles } = command;
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

  app.post<{ Body: Options }>(
    `/v1/learn/${name}`,
    {
      schema: {
        tags,
        summary: `${summary}; answers the id under which the file is sent`,
        body: Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
          description: `Options of \`attune learn ${name}\` without dashes: ${command.options.join(", ")}.`,
        }),
      },
    },
    async (request) => {
      checkOptions(command, request.body);
      const parent = instance.dataDirectory === null ? tmpdir() : join(instance.dataDirectory, "learn");
      await mkdir(parent, { recursive: true });
      const folder = await mkdtemp(join(parent, `${name}-`));
      const id = `${name}-${request.id}`;
      announced.set(id, { options: request.body, folder, files: {} });
      if (announced.size > maxAnnounced) await forget(announced.keys().next().value!);
      return { id };
    },
  );

  for (const further of furtherFiles) {
    app.put<{ Params: { id: string } }>(
      `/v1/learn/${name}/:id/${further}`,
      {
        config: { body: "stream" },
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
      config: { body: "stream" },
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
        (context) => runApart(name, words, context).finally(() => forget(id)),
        id,
      );
    },
  );
}

function checkOptions({ name, options }: FileCommand, given: Options): void {
  for (const option of Object.keys(given)) {
    if (options.includes(option)) continue;
    throw new AttuneError(
      "bad-request",
      `learn ${name} has no option ${option.slice(0, 50)}; it has ${options.join(", ")}.`,
      {
        path: option.slice(0, 50),
      },
    );
  }
}

/** `--key=value`, so that no value is taken for an option; true is the bare option, false none. */
function wordsOf(options: Options): string[] {
  return Object.entries(options).flatMap(([name, value]) => {
    if (value === false) return [];
    return [value === true ? `--${name}` : `--${name}=${value}`];
  });
}
