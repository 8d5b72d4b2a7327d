import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { feedFormats } from "../catalogue/feed.ts";
import { type FeedOrder, loadFeed } from "../catalogue/load-feed.ts";
import type { AppOptions } from "../http/app-options.ts";
import { jobAnswer } from "../schema/answers.ts";
import { idParams } from "../schema/words.ts";
import { bytesOf } from "./imports.ts";

const feedBody = Type.Object(
  {
    format: Type.Optional(Type.Enum([...feedFormats], { description: "Absent: told by the content." })),
    currency: Type.Optional(
      Type.String({ pattern: "^[A-Z]{3}$", description: "Of prices that name none; absent: the reporting currency." }),
    ),
    complete: Type.Optional(
      Type.Boolean({ description: "The feed is all there is: items that are not in it are taken out." }),
    ),
    dryRun: Type.Optional(Type.Boolean({ description: "Only say what it would do." })),
  },
  { additionalProperties: false },
);
const feedAnswer = Type.Object({ feedId: Type.String() });

/** Feeds that were announced and have not come; the oldest is forgotten first. */
const maxAnnounced = 100;

/** Feeds of the catalogue: announce one, then send its file. */
export function catalogFeedRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["catalog"];
  const announced = new Map<string, FeedOrder>();

  app.post<{ Body: Type.Static<typeof feedBody> }>(
    "/v1/catalog/feeds",
    {
      config: { needs: "edit" },
      schema: {
        tags,
        summary: "Announce a feed of items; answers the id under which its file and its job are found",
        body: feedBody,
        response: { 200: feedAnswer },
      },
    },
    async (request) => {
      const { format = null, currency = null, complete = false, dryRun = false } = request.body;
      const feedId = `feed-${request.id}`;
      announced.set(feedId, { format: format as FeedOrder["format"], currency, complete, dryRun });
      if (announced.size > maxAnnounced) announced.delete(announced.keys().next().value!);
      return { feedId };
    },
  );

  app.put<{ Params: { id: string } }>(
    "/v1/catalog/feeds/:id/file",
    {
      config: { needs: "edit", body: "stream" },
      schema: {
        tags,
        summary:
          "Send the feed: CSV, Shopify's CSV or JSON, Google Merchant's XML or TSV; answers the job once it has ended",
        response: { 200: jobAnswer },
        params: idParams,
      },
    },
    async (request, reply) => {
      const feedId = request.params.id;
      const order = announced.get(feedId);
      if (order === undefined) throw new AttuneError("not-found", `No feed ${feedId.slice(0, 100)} is waited for.`);
      announced.delete(feedId);
      const { engine, clock, jobs } = instance;
      const source = bytesOf(request);
      jobs.start(
        "feed",
        "items",
        async (context) => (await loadFeed(engine, source, order, { ...context, clock })) as unknown as Json,
        feedId,
      );
      const job = await jobs.ended(feedId);
      if (job.error?.code === "request-timeout") reply.header("connection", "close");
      request.raw.resume();
      return job;
    },
  );
}
