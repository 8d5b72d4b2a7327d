import { explainRun } from "@attune/engine/deliver/advance-run";
import { AttuneError } from "@attune/model/errors";
import type { DeliveryRecord, Journey, JourneyRun } from "@attune/model/journey";
import type { JsonObject } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { journeyTemplates } from "../deliver/journey-templates.ts";
import type { AppOptions } from "../http/app-options.ts";
import { idParams } from "../schema/words.ts";

const testSend = Type.Object(
  {
    templateId: Type.String({ minLength: 1 }),
    to: Type.String({ minLength: 1, maxLength: 2_000 }),
    as: Type.Optional(Type.Object({ namespace: Type.String(), value: Type.String() }, { additionalProperties: false })),
    trigger: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  },
  { additionalProperties: false },
);
type TestSend = Type.Static<typeof testSend>;

const limit = Type.Integer({ minimum: 1, maximum: 1_000, default: 50 });
const runsPerPage = 5_000;

/** Journeys, who is where in them, and what was sent. */
export function journeyRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["deliver"];
  const journeysOf = () => instance.engine.playbook.journeys ?? [];

  function journeyOf(journeyId: string): Journey {
    const journey = journeysOf().find((each) => each.journeyId === journeyId);
    if (journey === undefined) throw new AttuneError("not-found", `There is no journey ${journeyId} in the playbook.`);
    return journey;
  }

  /** How many are at each step, and how it ended for the others. Linear in the runs. */
  async function countsOf({ journeyId }: Journey) {
    const active: Record<string, number> = {};
    const ended: Record<string, number> = {};
    let people = 0;
    for (let after: string | null = null; ; ) {
      const runs: JourneyRun[] = await instance.engine.stores.journeys.runsOf(journeyId, after, runsPerPage);
      for (const run of runs) {
        people += 1;
        const [counts, key] = run.end === null ? [active, run.position.join(".")] : [ended, run.end.why];
        counts[key] = (counts[key] ?? 0) + 1;
      }
      if (runs.length < runsPerPage) return { people, active, ended };
      after = runs.at(-1)!.profileId;
    }
  }

  app.get(
    "/v1/journeys",
    { config: { needs: "read" }, schema: { tags, summary: "The journeys, and how many people are where" } },
    async () => ({
      journeys: await Promise.all(
        journeysOf().map(async (journey) => ({ ...journey, counts: await countsOf(journey) })),
      ),
      pending: await instance.engine.stores.journeys.pendingCount(),
      trouble: instance.engine.journeys?.trouble() ?? null,
    }),
  );

  app.get(
    "/v1/journeys/templates",
    {
      config: { needs: "read" },
      schema: { tags, summary: "Journeys ready to take over, as they go into attune.yaml" },
    },
    async () => ({ templates: journeyTemplates }),
  );

  app.post<{ Body: TestSend }>(
    "/v1/messages/test",
    {
      config: { needs: "edit" },
      schema: { tags, summary: "Sends one message to an address of one's own; nothing is counted", body: testSend },
    },
    async ({ body: { templateId, to, as, trigger } }) => {
      const { engine } = instance;
      if (engine.journeys === null)
        throw new AttuneError("conflict", "Nothing is sent here: this needs a running server.");
      const profile =
        as === undefined ? undefined : await engine.findProfile({ namespace: as.namespace, value: as.value });
      if (as !== undefined && profile === undefined)
        throw new AttuneError("not-found", `Nobody is known by ${as.namespace} ${as.value}.`, { path: "as" });
      const values = { trigger: (trigger ?? {}) as JsonObject, decided: { content: {}, items: [] } };
      return engine.journeys.testSend({ templateId, to, profile, values });
    },
  );

  app.get<{ Params: { id: string }; Querystring: { after?: string; limit: number } }>(
    "/v1/journeys/:id/runs",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary: "Where each person is in a journey, and why",
        querystring: Type.Object({ after: Type.Optional(Type.String()), limit: Type.Optional(limit) }),
      },
    },
    async ({ params, query }) => {
      const { journeyId } = journeyOf(params.id);
      const asked = query.limit ?? 50;
      const runs = await instance.engine.stores.journeys.runsOf(journeyId, query.after ?? null, asked);
      return {
        runs: runs.map((run) => ({ ...run, told: explainRun(run) })),
        next: runs.length < asked ? null : runs.at(-1)!.profileId,
      };
    },
  );

  app.get<{ Querystring: { namespace?: string; id?: string; limit?: number } }>(
    "/v1/deliveries",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary: "What became of messages, newest first, of one person or of all",
        querystring: Type.Object({
          namespace: Type.Optional(Type.String()),
          id: Type.Optional(Type.String()),
          limit: Type.Optional(limit),
        }),
      },
    },
    async ({ query: { namespace, id, limit: asked = 50 } }) => {
      const { engine } = instance;
      if (id === undefined) return { deliveries: (await engine.stores.journeys.deliveries(null, asked)).map(told) };
      const profile = await engine.findProfile({ namespace: namespace ?? "user_id", value: id });
      if (profile === undefined)
        throw new AttuneError("not-found", `Nobody is known by ${namespace ?? "user_id"} ${id}.`);
      return { deliveries: (await engine.stores.journeys.deliveries(profile.profileId, asked)).map(told) };
    },
  );

  app.post<{ Params: { id: string } }>(
    "/v1/deliveries/:id/resend",
    {
      config: { needs: "edit" },
      schema: {
        tags,
        summary: "Sends a message that failed once more, under the same id and idempotency key",
        params: idParams,
      },
    },
    async ({ params }) => {
      const { journeys } = instance.engine;
      if (journeys === null) throw new AttuneError("conflict", "Nothing is sent here: this needs a running server.");
      const { deliveryId, templateId, channel, dueAt } = await journeys.resend(params.id);
      return { deliveryId, templateId, channel, dueAt };
    },
  );
}

/** What it would say stays here; that it can be sent again is told. */
function told({ again, ...record }: DeliveryRecord) {
  return again === undefined ? record : { ...record, canResend: true };
}
