import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { planCapacity } from "../capacity/plan-capacity.ts";
import { usualMachine, usualRetentionDays } from "../capacity/usual-machine.ts";
import { capacityAnswer } from "../schema/cluster-answers.ts";

const amount = (description: string) => Type.Number({ minimum: 0, maximum: 1e12, description });
const some = (description: string) => Type.Number({ exclusiveMinimum: 0, maximum: 1e12, description });

const capacityBody = Type.Object(
  {
    eventsPerSecond: amount("In the busiest hour."),
    decisionsPerSecond: amount("In the busiest hour."),
    profiles: amount("People known."),
    retentionDays: Type.Optional(amount("How long events are kept; 365 unless said otherwise.")),
    machine: Type.Optional(
      Type.Object(
        { cores: some("Of one machine."), memoryGiB: some("Of one machine."), diskGiB: some("Of one machine.") },
        { additionalProperties: false },
      ),
    ),
  },
  { additionalProperties: false },
);

/** Machines for a load. */
export function capacityRoutes(app: FastifyInstance): void {
  app.post<{ Body: Type.Static<typeof capacityBody> }>(
    "/v1/capacity",
    {
      config: { needs: "read" },
      schema: {
        tags: ["admin"],
        summary: "Machines, memory, disk and traffic for a load, from measured unit costs",
        body: capacityBody,
        response: { 200: capacityAnswer },
      },
    },
    async ({ body }) => planCapacity({ retentionDays: usualRetentionDays, machine: usualMachine, ...body }),
  );
}
