import { compileScenario } from "@attune/forecast/scenario/compile-scenario";
import type { Json } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { checkScenarioFile, readScenarioFile } from "../config/read-scenario-file.ts";
import type { AppOptions } from "../http/app-options.ts";
import { draftFromNumbers, draftFromStore } from "../report/scenario-draft.ts";
import { jobAnswer } from "../schema/answers.ts";
import { runStudy } from "../study/run-study.ts";

const fileAndReports = {
  file: Type.Unsafe<string | object>({
    anyOf: [{ type: "string" }, { type: "object" }],
    description: "The scenario file: its text (YAML), or what it says as JSON.",
  }),
  reports: Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: "Reports that its lifts name, by those names." }),
  ),
  draws: Type.Optional(Type.Integer({ minimum: 100, maximum: 1_000_000 })),
  seed: Type.Optional(Type.Integer({ minimum: 0 })),
};

const scenarioBody = Type.Object(
  {
    ...fileAndReports,
    sobolPoints: Type.Optional(Type.Integer({ minimum: 0, maximum: 2 ** 17, description: "0 or a power of two." })),
    pages: Type.Optional(
      Type.Array(Type.Enum(["html", "xlsx"]), { description: "Adds `html` (text) and `xlsx` (base64) to the result." }),
    ),
  },
  { additionalProperties: false },
);

const prioritiesBody = Type.Object(
  { ...fileAndReports, budget: Type.Optional(Type.Number({ exclusiveMinimum: 0 })) },
  { additionalProperties: false },
);

const draftBody = Type.Object(
  {
    source: Type.Enum(["store", "numbers"]),
    numbers: Type.Optional(
      Type.Object(
        {
          visitorsPerMonth: Type.Number({ exclusiveMinimum: 0 }),
          conversion: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
          orderValue: Type.Number({ exclusiveMinimum: 0 }),
          marginRate: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 1 })),
          currency: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$" })),
        },
        { additionalProperties: false },
      ),
    ),
    by: Type.Optional(Type.Enum(["segment", "channel", "device"])),
  },
  { additionalProperties: false },
);

/** What personalization would be worth; the figuring is a job of a process of its own. */
export function forecastScenarioRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["forecast"];
  const { jobs } = instance;

  app.post<{ Body: Type.Static<typeof scenarioBody> }>(
    "/v1/forecast/scenarios",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Run a scenario file; answers the job",
        body: scenarioBody,
        response: { 200: jobAnswer },
      },
    },
    async ({ body }) => {
      const { reports = {}, draws = 20_000, seed = 1, sobolPoints = 1024, pages = [] } = body;
      const file = fileOf(body.file, reports as Record<string, Json>);
      const study = {
        kind: "scenario" as const,
        file,
        reports: reports as Record<string, Json>,
        run: { draws, seed, sobolPoints },
        pages,
      };
      return jobs.start("scenario", "studies", ({ signal }): Promise<Json> => runStudy(study, signal));
    },
  );

  app.post<{ Body: Type.Static<typeof prioritiesBody> }>(
    "/v1/forecast/priorities",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Rank tactics, gaps and tests of a scenario file; answers the job",
        body: prioritiesBody,
        response: { 200: jobAnswer },
      },
    },
    async ({ body }) => {
      const { reports = {}, draws = 20_000, seed = 1, budget = null } = body;
      const study = {
        kind: "priorities" as const,
        file: fileOf(body.file, reports as Record<string, Json>),
        reports: reports as Record<string, Json>,
        draws,
        seed,
        budget,
      };
      return jobs.start("priorities", "studies", ({ signal }): Promise<Json> => runStudy(study, signal));
    },
  );

  app.post<{ Body: Type.Static<typeof draftBody> }>(
    "/v1/forecast/scenario-drafts",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "A first scenario file: from the store's own funnel, or from a handful of numbers",
        body: draftBody,
      },
    },
    async ({ body }) => ({
      yaml:
        body.source === "store"
          ? await draftFromStore(instance.engine, body.by ?? "device", instance.clock())
          : draftFromNumbers(body.numbers, instance.clock()),
    }),
  );
}

/** What contradicts itself is refused at once, with its path: nobody has to ask a job for it. */
function fileOf(given: string | object, reports: Record<string, Json>) {
  const file = typeof given === "string" ? readScenarioFile(given) : checkScenarioFile(given);
  compileScenario(file, new Map(Object.entries(reports)));
  return file;
}
