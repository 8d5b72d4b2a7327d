import type { EffectStudyRequest } from "@attune/measure/observational/run-effect-study";
import { type HistoryOutcome, historyOutcomes } from "@attune/measure/tactic/history-columns";
import type { StudyDesign } from "@attune/model/effect-study";
import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import type { FastifyInstance } from "fastify";
import type Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import type { Instance } from "../instance/instance.ts";
import { effectBody, responseBody } from "../schema/study-requests.ts";
import { idParams } from "../schema/words.ts";
import { runStudy } from "../study/run-study.ts";
import {
  type ResponseChoices,
  type TacticStudyChoices,
  tacticEffectStudy,
  tacticInteractionStudy,
  tacticTimingStudy,
} from "../study/tactic-study.ts";
import { fileStudyRoutes } from "./file-study.ts";

type EffectBody = Type.Static<typeof effectBody>;

/** Effects that nobody randomized: from the store by a tactic's id, or from a file that follows; each is a job. */
export function effectRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["measure"];
  const { jobs } = instance;
  fileStudyRoutes<EffectBody>(app, instance, {
    path: "/v1/measure/effects",
    kind: "effect",
    tags,
    summary: "Study an effect: with `tacticId` answers the job; without, the id under which its file is sent",
    body: effectBody,
    fromStore: (body) =>
      body.tacticId === undefined ? null : (signal: AbortSignal) => studyTactic(instance, body, signal),
    ofFile: ({ seed = "1", ...request }, table) => ({
      kind: "effect",
      table,
      request: request as unknown as EffectStudyRequest,
      seed,
    }),
  });

  for (const [path, kind, summary, prepare] of responses) {
    app.post<{ Body: Type.Static<typeof responseBody> }>(
      path,
      { config: { needs: "study" }, schema: { tags, summary, body: responseBody } },
      async ({ body }) =>
        jobs.start(kind, "studies", async ({ signal }) => {
          const { study, about } = await prepare(instance.engine, body as ResponseChoices, instance.clock());
          return { ...((await runStudy(study, signal)) as object), ...about };
        }),
    );
  }

  app.get<{ Params: { id: string } }>(
    "/v1/measure/tactics/:id/studies",
    {
      config: { needs: "read" },
      schema: {
        tags,
        summary: "Effects of a tactic that were studied without an experiment, the last of each design",
        params: idParams,
      },
    },
    async (request) => {
      const prefix = `${request.params.id}/`;
      const found = await instance.engine.stores.definitions.list("effect-study", prefix, 50);
      return { studies: found.filter(({ id }) => id.startsWith(prefix)).map(({ document }) => document) };
    },
  );
}

const responses = [
  [
    "/v1/measure/timing",
    "timing",
    "How a tactic's effect hangs on delay, dose and order; answers the job",
    tacticTimingStudy,
  ],
  [
    "/v1/measure/interactions",
    "interactions",
    "How it hangs on prices, stock, devices and other tactics, and what of it is new; answers the job",
    tacticInteractionStudy,
  ],
] as const;

async function studyTactic(instance: Instance, body: EffectBody, signal: AbortSignal): Promise<Json> {
  const {
    design,
    tacticId = "",
    outcome,
    windowDays,
    lookbackDays,
    comparison,
    graceMinutes,
    groupBy,
    rolledOut,
    periodDays,
    seed,
    ...rest
  } = body;
  const given = {
    outcome: outcomeNamed(outcome),
    windowDays,
    lookbackDays,
    comparison,
    graceMinutes,
    groupBy,
    rolledOut,
    periodDays,
    seed,
  };
  const choices = { tacticId, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  const { study, about } = await tacticEffectStudy(
    instance.engine,
    design as StudyDesign,
    choices as TacticStudyChoices,
    rest as Partial<EffectStudyRequest>,
    instance.clock(),
  );
  const found = await runStudy(study, signal);
  if (isUndetermined(found)) return { design, ...about, ...(found as object) };
  const result = { ...(found as object), ...about };
  await instance.engine.stores.definitions.put("effect-study", [[`${tacticId}/${design}`, result]]);
  return result;
}

export function outcomeNamed(outcome: string | undefined): HistoryOutcome | undefined {
  if (outcome === undefined || historyOutcomes.includes(outcome as HistoryOutcome)) return outcome as HistoryOutcome;
  throw new AttuneError("bad-request", `Of a tactic the outcome is one of ${historyOutcomes.join(", ")}.`, {
    path: "outcome",
  });
}
