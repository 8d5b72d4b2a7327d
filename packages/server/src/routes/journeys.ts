import { explainRun } from "@attune/engine/deliver/advance-run";
import { messageIdOf } from "@attune/engine/runtime/journey-steps";
import { AttuneError } from "@attune/model/errors";
import type { Journey, JourneyRun, PendingDelivery } from "@attune/model/journey";
import type { JsonObject } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { createJourneyCounts } from "../deliver/journey-counts.ts";
import { journeyTemplates } from "../deliver/journey-templates.ts";
import { setUpBy } from "../deliver/set-up-by.ts";
import type { AppOptions } from "../http/app-options.ts";

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

/** Journeys, and who is where in them. */
export function journeyRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["deliver"];
  const journeysOf = () => instance.engine.playbook.journeys ?? [];

  function journeyOf(journeyId: string): Journey {
    const journey = journeysOf().find((each) => each.journeyId === journeyId);
    if (journey === undefined) throw new AttuneError("not-found", `There is no journey ${journeyId} in the playbook.`);
    return journey;
  }

  const countedJourneys = createJourneyCounts({
    store: () => instance.engine.stores.journeys,
    clock: instance.clock,
  });

  async function journeysWithCounts() {
    const journeys = journeysOf();
    const { counts, countedAt } = await countedJourneys(journeys);
    return { journeys: journeys.map((each) => ({ ...each, counts: counts.get(each.journeyId)! })), countedAt };
  }

  /** What a run has sent and what has not gone out yet. Of its present round alone: an id names it. */
  async function waitingOf(run: JourneyRun): Promise<PendingDelivery[]> {
    const sent = run.notes.filter(({ told }) => told.startsWith("sends "));
    const found = await Promise.all(
      sent.map(({ position }) => instance.engine.stores.journeys.pendingDelivery(messageIdOf(run, position))),
    );
    return found.filter((delivery) => delivery !== undefined);
  }

  app.get(
    "/v1/journeys",
    { config: { needs: "read" }, schema: { tags, summary: "The journeys, and how many people are where" } },
    async () => ({
      ...(await journeysWithCounts()),
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
      const channel = engine.playbook.messages?.[templateId]?.channel;
      if (channel !== undefined && !engine.journeys.channels().has(channel))
        throw new AttuneError(
          "conflict",
          `The channel ${channel} is not set up: set ${setUpBy[channel]} and restart the server.`,
        );
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
        runs: await Promise.all(runs.map(async (run) => ({ ...run, told: explainRun(run, await waitingOf(run)) }))),
        next: runs.length < asked ? null : runs.at(-1)!.profileId,
      };
    },
  );
}
