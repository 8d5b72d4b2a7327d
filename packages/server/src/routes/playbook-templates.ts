import { kindIds } from "@attune/shop/kind";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { kindTemplates } from "../playbook/kind-templates.ts";

const template = Type.Object(
  {
    kind: Type.Enum([...kindIds]),
    funnel: Type.Array(Type.String(), { description: "The events of its funnel, in their order." }),
    yaml: Type.String({ description: "As an attune.yaml." }),
  },
  { additionalProperties: false },
);

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
    () => ({ templates: kindTemplates() }),
  );
}
