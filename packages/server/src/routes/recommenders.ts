import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { isTraining } from "../jobs/schedule-training.ts";
import {
  lastTraining,
  type TrainingChoices,
  trainRecommenders,
  usualTrainingChoices,
} from "../jobs/train-recommenders.ts";
import { recommenderStatus } from "../recommenders/recommender-status.ts";
import { jobAnswer } from "../schema/answers.ts";

const trainBody = Type.Object(
  {
    everyHours: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 8_760,
        description: "Hours between trainings while a server runs; 0: none begins by itself. Kept.",
      }),
    ),
    despite: Type.Optional(
      Type.String({
        maxLength: 500,
        description:
          "Why a model goes into service where there is too little traffic or too few items. Kept, and logged; empty: taken back.",
      }),
    ),
  },
  { additionalProperties: false },
);

/** Models behind lists: training them from the store, and what serves. */
export function recommenderRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["learn"];

  app.post<{ Body: Type.Static<typeof trainBody> }>(
    "/v1/learn/train",
    {
      config: { needs: "train" },
      schema: {
        tags,
        summary: "Train the models behind lists from what people did; the better one serves at once",
        body: trainBody,
        response: { 200: jobAnswer },
      },
    },
    async (request) => {
      const kept = (await lastTraining(instance.engine.stores.definitions))?.choices ?? usualTrainingChoices;
      if (isTraining(instance)) throw new AttuneError("conflict", "A training is under way; its job is in /v1/jobs.");
      const { everyHours = kept.everyHours, despite = kept.despite } = request.body;
      const choices: TrainingChoices =
        despite === undefined || despite === "" ? { everyHours } : { everyHours, despite };
      return instance.jobs.start(
        "train",
        "steps",
        async (context) => (await trainRecommenders(instance, choices, context)) as unknown as Json,
      );
    },
  );

  app.get(
    "/v1/learn/recommenders",
    {
      config: { needs: "read" },
      schema: { tags, summary: "What lists are served from, how good it is, and what has become stale" },
    },
    async () => recommenderStatus(instance),
  );
}
