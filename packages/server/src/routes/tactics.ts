import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";
import { businessAnswer, placementsAnswer, tacticListAnswer } from "../schema/instance-answers.ts";

/** What attune.yaml declares. */
export function tacticRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["decide"];
  app.get(
    "/v1/tactics",
    { config: { needs: "read" }, schema: { tags, summary: "The tactics", response: { 200: tacticListAnswer } } },
    async () => ({
      holdout: instance.engine.playbook.holdout,
      tactics: instance.engine.playbook.tactics,
    }),
  );

  app.get(
    "/v1/placements",
    { config: { needs: "read" }, schema: { tags, summary: "The placements", response: { 200: placementsAnswer } } },
    async () => ({
      placements: Object.values(instance.engine.playbook.placements),
    }),
  );

  app.get(
    "/v1/business",
    {
      config: { needs: "read" },
      schema: { tags, summary: "What the business declares once for all", response: { 200: businessAnswer } },
    },
    async () => instance.engine.business(),
  );
}
