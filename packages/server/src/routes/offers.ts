import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";
import { offersAnswer } from "../schema/offer-answers.ts";

/** What has become of the offers that attune.yaml declares. */
export function offerRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get(
    "/v1/offers",
    {
      config: { needs: "read" },
      schema: { tags: ["decide"], summary: "How far the budgets of offers are used", response: { 200: offersAnswer } },
    },
    async () => ({ currency: instance.engine.business().currency, offers: await instance.engine.offerAccounts() }),
  );
}
