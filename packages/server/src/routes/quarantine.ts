import type { Engine } from "@attune/engine/runtime/engine";
import { type BodyEncoding, bodyEncodings } from "@attune/engine/runtime/quarantined-body";
import { AttuneError } from "@attune/model/errors";
import type { Json, JsonObject } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import type { JobContext } from "../jobs/jobs.ts";
import { quarantineAnswer, quarantineMendAnswer, quarantineReplayAnswer } from "../schema/collect-answers.ts";
import { pageQuery } from "../schema/words.ts";

const replayBody = Type.Optional(
  Type.Union([
    Type.Object(
      {
        ids: Type.Optional(Type.Array(Type.Integer({ minimum: 1 }), { maxItems: 100_000 })),
        encoding: Type.Optional(
          Type.Enum([...bodyEncodings], { description: "That of events that were no UTF-8; UTF-8 unless said" }),
        ),
      },
      { additionalProperties: false },
    ),
    Type.Null(),
  ]),
);

const mendBody = Type.Object(
  {
    events: Type.Array(Type.Object({}, { additionalProperties: true }), {
      minItems: 1,
      maxItems: 1_000,
      description: "What the event should have been: one, or several where what was set aside held several",
    }),
  },
  { additionalProperties: false },
);

const discardBody = Type.Object(
  { ids: Type.Array(Type.Integer({ minimum: 1 }), { minItems: 1, maxItems: 10_000 }) },
  { additionalProperties: false },
);

/** Events that could not be trusted, with their reasons, and the way back in. */
export function quarantineRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["collect"];

  app.get<{ Querystring: Type.Static<typeof pageQuery> }>(
    "/v1/collect/quarantine",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags,
        summary: "Quarantined events, newest first, and how many of each reason",
        querystring: pageQuery,
        response: { 200: quarantineAnswer },
      },
    },
    async (request) => {
      const { limit = 50, before = null } = request.query;
      const { quarantine } = instance.engine.stores;
      const [entries, counts] = await Promise.all([quarantine.list(before, limit), quarantine.countByCode()]);
      return { entries, next: entries.length === limit ? entries.at(-1)!.quarantineId : null, counts };
    },
  );

  app.post<{ Body: { ids?: number[]; encoding?: BodyEncoding } | null | undefined }>(
    "/v1/collect/quarantine/replay",
    {
      config: { needs: "edit" },
      schema: {
        tags,
        summary: "Send quarantined events through collect again; without `ids`, all (a job)",
        body: replayBody,
        response: { 200: quarantineReplayAnswer },
      },
    },
    async (request) => {
      const { ids, encoding } = request.body ?? {};
      if (ids === undefined)
        return instance.jobs.start("quarantine-replay", "events", (context) =>
          replayAll(instance.engine, encoding, context),
        );
      const { kept, dropped, quarantined } = await instance.engine.replayQuarantine(ids, () => {}, encoding);
      return { replayed: kept + dropped + quarantined, kept, quarantined, dropped };
    },
  );

  app.post<{ Params: { id: number }; Body: { events: JsonObject[] } }>(
    "/v1/collect/quarantine/:id/mend",
    {
      config: { needs: "edit" },
      schema: {
        tags,
        summary:
          "Take an event, mended by hand, in the place of the quarantined one; where it is not right yet, nothing changes",
        params: Type.Object({ id: Type.Integer({ minimum: 1 }) }),
        body: mendBody,
        response: { 200: quarantineMendAnswer },
      },
    },
    async (request) => {
      const { id } = request.params;
      const summary = await instance.engine.mendQuarantined(id, request.body.events);
      if (summary === undefined) throw new AttuneError("not-found", `No event ${id} is in quarantine.`, { path: "id" });
      return { kept: summary.kept, dropped: summary.dropped };
    },
  );

  app.post<{ Body: Type.Static<typeof discardBody> }>(
    "/v1/collect/quarantine/discard",
    {
      config: { needs: "edit" },
      schema: {
        tags,
        summary: "Forget quarantined events for good",
        body: discardBody,
        response: { 200: Type.Object({ discarded: Type.Integer() }, { additionalProperties: false }) },
      },
    },
    async (request) => ({ discarded: await instance.engine.discardQuarantined(request.body.ids) }),
  );
}

const idsAtOnce = 100;

/** All that is held when it begins, oldest first; what is still wrong comes back under a new id and is not met again. */
async function replayAll(
  engine: Engine,
  encoding: BodyEncoding | undefined,
  { signal, onProgress }: JobContext,
): Promise<Json> {
  const ids = await heldIds(engine, signal);
  const sum = { replayed: 0, kept: 0, quarantined: 0, dropped: 0 };
  for (let start = 0; start < ids.length; start += idsAtOnce) {
    signal.throwIfAborted();
    const part = await engine.replayQuarantine(
      ids.slice(start, start + idsAtOnce),
      (done) => onProgress(start + done, ids.length),
      encoding,
    );
    sum.replayed += part.kept + part.quarantined + part.dropped;
    sum.kept += part.kept;
    sum.quarantined += part.quarantined;
    sum.dropped += part.dropped;
  }
  return sum;
}

const pageSize = 500;

async function heldIds({ stores }: Engine, signal: AbortSignal): Promise<number[]> {
  const ids: number[] = [];
  let before: number | null = null;
  for (;;) {
    signal.throwIfAborted();
    const page = await stores.quarantine.list(before, pageSize);
    for (const { quarantineId } of page) ids.push(quarantineId);
    if (page.length < pageSize) return ids.reverse();
    before = page.at(-1)!.quarantineId;
  }
}
