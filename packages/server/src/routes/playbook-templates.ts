import { kindIds } from "@attune/shop/kind";
import { kinds } from "@attune/shop/kinds";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { kindText } from "../demo/kind-text.ts";

const template = Type.Object(
  {
    kind: Type.Enum([...kindIds]),
    funnel: Type.Array(Type.String(), { description: "The events of its funnel, in their order." }),
    yaml: Type.String({ description: "As an attune.yaml." }),
  },
  { additionalProperties: false },
);

/** A playbook to begin with. */
export type KindTemplate = Type.Static<typeof template>;

/** Playbooks to begin with, by kind of business. */
export function playbookTemplateRoutes(app: FastifyInstance): void {
  app.get(
    "/v1/playbook/templates",
    {
      config: { needs: "read" },
      schema: {
        tags: ["playbook"],
        summary: "Playbooks to begin with, by kind of business",
        response: { 200: Type.Object({ templates: Type.Array(template) }, { additionalProperties: false }) },
      },
    },
    () => ({
      templates: kindIds.map((kind) => ({ kind, funnel: [...kinds[kind].funnel], yaml: kindText(kind) })),
    }),
  );
}
