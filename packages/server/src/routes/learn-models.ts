import type { EvaluatedModel, ModelsReport } from "@attune/learn/evaluate/evaluate-models";
import type { ChallengerReport } from "@attune/learn/registry/judge-challenger";
import type { DataSummary, ModelCard } from "@attune/learn/registry/model-card";
import {
  inService,
  promoteModel,
  type Registry,
  registerModel,
  rollBack,
  speaksOfNext,
} from "@attune/learn/registry/registry";
import { AttuneError } from "@attune/model/errors";
import { isUndetermined } from "@attune/model/undetermined";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { keptModels, readModel, recommendationSlot, serveRegistered } from "../recommenders/model-files.ts";
import { changeRegistry, loadRegistry } from "../recommenders/model-registry.ts";
import { idParams } from "../schema/words.ts";

const short = Type.String({ minLength: 1, maxLength: 200 });
const registerBody = Type.Object(
  {
    jobId: Type.String({ maxLength: 200, description: "A job of `POST /v1/learn/evaluate` that is done." }),
    model: Type.Optional(Type.String({ maxLength: 200, description: "Absent: the recommended one." })),
    slot: Type.Optional(
      Type.String({ maxLength: 200, description: "What it is meant for; the model in service there is its parent." }),
    ),
  },
  { additionalProperties: false },
);
const promoteBody = Type.Object(
  {
    slot: short,
    despite: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: "Why, where the gate does not let it pass." }),
    ),
  },
  { additionalProperties: false },
);
const rollbackBody = Type.Object(
  {
    reason: short,
    to: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, description: "A model that served before; absent: the last one." }),
    ),
  },
  { additionalProperties: false },
);

/** What a done evaluation holds, of which a card is made. */
interface EvaluationResult extends ModelsReport {
  schema: string;
  data: { trained: DataSummary; seed: string };
  gate?: ChallengerReport | null;
}

/** Models that were judged, and which of them serves where: cards, the gate, rollback. */
export function learnModelRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["learn"];
  const load = () => loadRegistry(instance.engine.stores.definitions);
  const change = (act: (registry: Registry) => Registry) => changeRegistry(instance.engine.stores.definitions, act);

  /** Lists are served from files, of which the last few are kept. */
  async function requireFile(slot: string, modelId: string): Promise<void> {
    if (slot !== recommendationSlot) return;
    const kept = await keptModels(instance);
    if (kept.includes(modelId)) {
      await readModel(instance, modelId);
      return;
    }
    const known = (await load()).models.some((card) => card.modelId === modelId);
    if (!known) throw new AttuneError("not-found", `There is no model ${modelId.slice(0, 100)}.`);
    const there = kept.length === 0 ? "none is kept" : `kept are ${kept.join(", ")}`;
    throw new AttuneError("conflict", `Lists cannot be served from ${modelId}: its file is not there; ${there}.`);
  }

  app.get(
    "/v1/learn/models",
    { config: { needs: "read" }, schema: { tags, summary: "Model cards, and which model serves where since when" } },
    load,
  );

  app.post<{ Body: Type.Static<typeof registerBody> }>(
    "/v1/learn/models",
    {
      config: { needs: "train" },
      schema: { tags, summary: "Keep a model of an evaluation; answers its card", body: registerBody },
    },
    async (request) => {
      const { jobId, model, slot } = request.body;
      const result = evaluationOf(instance.jobs.get(jobId).result);
      const found = judged(result, model);
      const modelId = `${found.name}-${result.data.trained.hash.slice(0, 8)}-${request.id}`;
      const { models } = await change((registry) => {
        const parentId = slot === undefined ? null : (inService(registry, slot)?.modelId ?? null);
        return registerModel(registry, cardOf(modelId, found, result, parentId, instance.clock()));
      });
      return models.at(-1);
    },
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof promoteBody> }>(
    "/v1/learn/models/:id/promote",
    {
      config: { needs: "train" },
      schema: {
        tags,
        summary: "Put a model into service, if the gate lets it pass",
        params: idParams,
        body: promoteBody,
      },
    },
    async (request) => {
      const { slot, despite } = request.body;
      const modelId = request.params.id;
      await requireFile(slot, modelId);
      const registry = await change((present) => {
        const reasons = reasonsToPass(present, modelId, slot, despite);
        return promoteModel(present, { slot, modelId, sinceAt: instance.clock(), reasons });
      });
      if (slot === recommendationSlot) await serveRegistered(instance);
      return inService(registry, slot);
    },
  );

  app.post<{ Params: { id: string }; Body: Type.Static<typeof rollbackBody> }>(
    "/v1/learn/slots/:id/rollback",
    {
      config: { needs: "train" },
      schema: { tags, summary: "Back to the model that served before", params: idParams, body: rollbackBody },
    },
    async (request) => {
      const slot = request.params.id;
      const { reason, to = null } = request.body;
      const back = (present: Registry) => rollBack(present, slot, instance.clock(), reason, to);
      await requireFile(slot, inService(back(await load()), slot)!.modelId);
      const registry = await change(back);
      if (slot === recommendationSlot) await serveRegistered(instance);
      return inService(registry, slot);
    },
  );
}

function evaluationOf(result: unknown): EvaluationResult {
  const schema = (result as { schema?: unknown } | null)?.schema;
  if (schema === "attune.learn.evaluate/1") return result as EvaluationResult;
  throw new AttuneError("conflict", "The job is no evaluation, or not done.");
}

function judged(result: EvaluationResult, name: string | undefined): EvaluatedModel {
  const wanted = name ?? (isUndetermined(result.recommended) ? "" : result.recommended);
  const found = result.models.find((model) => model.name === wanted);
  if (found !== undefined && !isUndetermined(found)) return found;
  throw new AttuneError("not-found", `The evaluation judged no model ${wanted.slice(0, 100)}.`);
}

function cardOf(
  modelId: string,
  { name, parameters, metrics }: EvaluatedModel,
  { data, gate }: EvaluationResult,
  parentId: string | null,
  trainedAt: number,
): ModelCard {
  const own = gate?.challenger === name ? gate : null;
  return { modelId, name, parameters, seed: data.seed, trainedAt, data: data.trained, metrics, parentId, gate: own };
}

/** What stands in personal lists where a model serves lists of likeness alone. */
const popularItems: Pick<ModelCard, "name"> = { name: "popularity" };

/** The gate asks for a comparison with the model in service on one split; the first model of a slot has nobody to beat. */
function reasonsToPass(registry: Registry, modelId: string, slot: string, despite: string | undefined): string[] {
  const present = inService(registry, slot);
  const champion = speaksOfNext(present)
    ? registry.models.find((card) => card.modelId === present.modelId)
    : present && popularItems;
  const gate = registry.models.find((card) => card.modelId === modelId)?.gate ?? null;
  if (champion === undefined) return ["The first in this place."];
  const isCompared = gate !== null && gate.champion === champion.name;
  const reasons = isCompared
    ? gate.verdict.reasons
    : [`It was not compared with ${champion.name}, which is in service: evaluate with champion ${champion.name}.`];
  if (isCompared && gate.verdict.passes) return gate.verdict.ramp ? [...reasons, "Bring it in by steps."] : reasons;
  if (despite !== undefined) return [...reasons, `In service all the same: ${despite}`];
  throw new AttuneError("conflict", reasons.join(" "));
}
