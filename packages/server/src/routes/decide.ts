import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { decisionText } from "../http/decision-text.ts";
import { createGate } from "../http/gate.ts";
import { decideAnswer } from "../schema/answers.ts";
import { decideRequestSchema } from "../schema/decide-request.ts";

/** Decisions in hand at once before more are refused: beyond this the caller's own time-out would come first. */
const maxInHand = 2_000;

const confirmBody = Type.Object(
  { decisionIds: Type.Array(Type.String({ minLength: 1, maxLength: 128 }), { minItems: 1, maxItems: 50 }) },
  { additionalProperties: false },
);
const confirmAnswer = Type.Object(
  { confirmed: Type.Integer({ minimum: 0 }) },
  { description: "How many of them were waiting. What came later than a minute, or twice, is not among them." },
);

export type Decide = (request: DecideRequest) => Promise<DecideResponse>;

/** Refuses with `overloaded` what is more than can be in hand. */
export function boundDecisions(decide: Decide): Decide {
  const gate = createGate(maxInHand);
  return (request) =>
    gate.pass((reserve) => {
      reserve(1);
      return decide(request);
    });
}

interface Decides {
  decide: Decide;
  /** Returns how many of them were waiting. */
  confirm: (decisionIds: readonly string[]) => number;
}

/** What to show. */
export function decideRoutes(app: FastifyInstance, { decide, confirm }: Decides): void {
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
      serializerCompiler: ({ httpStatus }) => (httpStatus === "200" ? decisionText : JSON.stringify),
    },
    ({ body }) => decide(body),
  );

  app.post<{ Body: Type.Static<typeof confirmBody> }>(
    "/v1/decide/confirm",
    {
      config: { access: "write" },
      schema: {
        tags: ["decide"],
        summary: "Say that decisions asked for with `confirm` came in time: only then are they counted",
        body: confirmBody,
        response: { 200: confirmAnswer },
      },
    },
    async ({ body }) => ({ confirmed: confirm(body.decisionIds) }),
  );
}
