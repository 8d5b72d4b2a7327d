import { metricsWith } from "@attune/measure/metric/built-in-metrics";
import { metricTypes, metricUnits } from "@attune/model/metric";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { only, text } from "../schema/parts.ts";

const metricsAnswer = only({
  metrics: Type.Array(
    only({
      metricId: text,
      name: text,
      unit: Type.Enum([...metricUnits]),
      direction: Type.Enum(["increase", "decrease"]),
      types: Type.Array(Type.Enum([...metricTypes])),
      isOwn: Type.Boolean({ description: "Declared in the playbook." }),
    }),
  ),
});

/** What can be measured: what is built in, and what the playbook declares. */
export function metricRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get(
    "/v1/metrics",
    {
      config: { needs: "read" },
      schema: {
        tags: ["measure"],
        summary: "Metrics that goals and reports can name",
        response: { 200: metricsAnswer },
      },
    },
    async () => {
      const own = instance.engine.playbook.metrics ?? [];
      const isOwn = new Set(own.map(({ metricId }) => metricId));
      return {
        metrics: metricsWith(own).map(({ metricId, name, unit, direction, types }) => ({
          metricId,
          name,
          unit,
          direction,
          types,
          isOwn: isOwn.has(metricId),
        })),
      };
    },
  );
}
