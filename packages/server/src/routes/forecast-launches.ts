import type { Engine } from "@attune/engine/runtime/engine";
import { scoreLaunch } from "@attune/forecast/backtest/score-launch";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { LaunchScore, ScenarioLaunch } from "@attune/model/scenario-launch";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { checkScenarioFile, readScenarioFile } from "../config/read-scenario-file.ts";
import type { AppOptions } from "../http/app-options.ts";
import { runReport } from "../report/run-report.ts";
import { jobAnswer } from "../schema/answers.ts";
import { idParams } from "../schema/words.ts";
import { runStudy } from "../study/run-study.ts";

const kind = "scenario-launch";
const mostLaunches = 1_000;
const reports = Type.Record(Type.String(), Type.Unknown());

const launchBody = Type.Object(
  {
    file: Type.Unsafe<string | object>({
      anyOf: [{ type: "string" }, { type: "object" }],
      description: "The scenario file: its text (YAML), or what it says as JSON.",
    }),
    reports: Type.Optional(reports),
    scenario: Type.Optional(
      Type.String({ minLength: 1, maxLength: 100, description: "Id of the scenario; absent: the first." }),
    ),
    owner: Type.String({ minLength: 1, maxLength: 500 }),
    draws: Type.Optional(Type.Integer({ minimum: 100, maximum: 1_000_000 })),
    seed: Type.Optional(Type.Integer({ minimum: 0 })),
  },
  { additionalProperties: false },
);

const scoreBody = Type.Object(
  {
    reports: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: "Reports by experiment id, of experiments that run elsewhere; the others are asked of the engine.",
      }),
    ),
  },
  { additionalProperties: false },
);

/** Scenarios put to the test: the experiments that could refute them, and what became of the promises. */
export function forecastLaunchRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["forecast"];

  app.post<{ Body: Type.Static<typeof launchBody> }>(
    "/v1/forecast/launches",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Turn a scenario into experiments, and keep what it promises; answers the job. Nothing is started",
        body: launchBody,
        response: { 200: jobAnswer },
      },
    },
    async ({ body }) => {
      const { engine, clock, jobs } = instance;
      const file = typeof body.file === "string" ? readScenarioFile(body.file) : checkScenarioFile(body.file);
      const { placements, tactics } = engine.playbook;
      const request = {
        scenario: body.scenario ?? null,
        owner: body.owner,
        madeAt: new Date(clock()).toISOString(),
        draws: body.draws ?? 20_000,
        seed: body.seed ?? 1,
      };
      const study = {
        kind: "launch" as const,
        file,
        reports: (body.reports ?? {}) as Record<string, Json>,
        playbook: { placements, tactics },
        request,
      };
      return jobs.start("launch", "studies", async ({ signal }) => {
        const launch = await runStudy(study, signal);
        await engine.stores.definitions.put(kind, [[(launch as unknown as ScenarioLaunch).id, launch]]);
        return launch;
      });
    },
  );

  app.get(
    "/v1/forecast/launches",
    { config: { needs: "read" }, schema: { tags, summary: "Scenarios that were put to the test" } },
    async () => ({
      launches: (await instance.engine.stores.definitions.list(kind, null, mostLaunches)).map(
        ({ document }) => document,
      ),
    }),
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof scoreBody> }>(
    "/v1/forecast/launches/:id/score",
    {
      config: { needs: "study" },
      schema: {
        tags,
        summary: "Hold a scenario to what its experiments showed; each look at an experiment is logged",
        params: idParams,
        body: scoreBody,
      },
    },
    async ({ params, body }): Promise<LaunchScore> => {
      const { engine, clock } = instance;
      const kept = await engine.stores.definitions.get(kind, params.id);
      if (kept === undefined) throw new AttuneError("not-found", `There is no launch ${params.id}.`);
      const launch = kept as unknown as ScenarioLaunch;
      const measured = await measuredHere(engine, launch, clock());
      for (const [id, report] of Object.entries(body.reports ?? {})) measured.set(id, report as Json);
      return scoreLaunch(launch, measured);
    },
  );
}

/** Reports of the launch's experiments that were started in this engine. */
async function measuredHere(engine: Engine, { tests }: ScenarioLaunch, now: number): Promise<Map<string, Json>> {
  const measured = new Map<string, Json>();
  const started = new Set(engine.experiments.list().flatMap(({ run }) => (run === null ? [] : [run.experimentId])));
  for (const { experiment } of tests) {
    const { experimentId } = experiment;
    if (!started.has(experimentId)) continue;
    measured.set(experimentId, (await runReport(engine, experimentId, "forecast", now)) as unknown as Json);
  }
  return measured;
}
