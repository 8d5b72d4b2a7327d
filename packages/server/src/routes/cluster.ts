import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import { examineCluster } from "../cluster/examine-cluster.ts";
import type { AppOptions } from "../http/app-options.ts";
import { clusterAnswer } from "../schema/cluster-answers.ts";

/** How the engines of the cluster are that this node belongs to. */
export function clusterRoutes(app: FastifyInstance, { cluster }: AppOptions): void {
  app.get(
    "/v1/cluster",
    {
      config: { needs: "read" },
      schema: {
        tags: ["admin"],
        summary: "The engines of the cluster: what is wrong with them, and what to do",
        response: { 200: clusterAnswer },
      },
    },
    async () => {
      if (cluster === undefined)
        throw new AttuneError("not-found", "This instance keeps everything in its data directory.");
      return await examineCluster(cluster);
    },
  );
}
