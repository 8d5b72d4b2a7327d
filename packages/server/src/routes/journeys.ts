import { explainRun } from "@attune/engine/deliver/advance-run";
import { AttuneError } from "@attune/model/errors";
import type { Journey, JourneyRun } from "@attune/model/journey";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";

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

  app.get("/v1/journeys", { schema: { tags, summary: "The journeys, and how many people are where" } }, async () => ({
    journeys: await Promise.all(journeysOf().map(async (journey) => ({ ...journey, counts: await countsOf(journey) }))),
    pending: await instance.engine.stores.journeys.pendingCount(),
    trouble: instance.engine.journeys?.trouble() ?? null,
  }));

  app.get<{ Params: { id: string }; Querystring: { after?: string; limit: number } }>(
    "/v1/journeys/:id/runs",
    {
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
      if (id === undefined) return { deliveries: await engine.stores.journeys.deliveries(null, asked) };
      const profile = await engine.findProfile({ namespace: namespace ?? "user_id", value: id });
      if (profile === undefined)
        throw new AttuneError("not-found", `Nobody is known by ${namespace ?? "user_id"} ${id}.`);
      return { deliveries: await engine.stores.journeys.deliveries(profile.profileId, asked) };
    },
  );
}
