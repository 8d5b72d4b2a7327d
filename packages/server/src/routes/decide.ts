import type { DecideRequest } from "@attune/model/decision";
import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";
import { createGate } from "../http/gate.ts";
import { decideAnswer } from "../schema/answers.ts";
import { decideRequestSchema } from "../schema/decide-request.ts";

/** Decisions in hand at once before more are refused: beyond this the caller's own time-out would come first. */
const maxInHand = 2_000;

/** What to show. */
export function decideRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const gate = createGate(maxInHand);
  app.post<{ Body: DecideRequest }>(
    "/v1/decide",
    {
      config: { access: "write" },
      schema: {
        tags: ["decide"],
        summary: "Decide what to show in placements",
        body: decideRequestSchema,
        response: { 200: decideAnswer },
      },
    },
    (request) =>
      gate.pass(async (reserve) => {
        reserve(1);
        return instance.engine.decide(request.body);
      }),
  );
}
