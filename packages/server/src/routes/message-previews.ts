import { AttuneError } from "@attune/model/errors";
import type { JsonObject } from "@attune/model/json";
import { messageEntrySchema } from "@attune/model/message";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import { readMessages } from "../config/read-messages.ts";
import { readyTemplates } from "../deliver/ready-templates.ts";
import type { AppOptions } from "../http/app-options.ts";

const previewBody = Type.Object(
  {
    message: messageEntrySchema,
    person: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: "Traits of somebody made up; nobody is looked up." }),
    ),
    trigger: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
    decided: Type.Optional(
      Type.Object({ content: Type.Record(Type.String(), Type.Unknown()), items: Type.Array(Type.Unknown()) }),
    ),
  },
  { additionalProperties: false },
);

type PreviewBody = Type.Static<typeof previewBody>;

const previewed = "preview";

/** What a template looks like before it is put in place, made for somebody who is made up. */
export function messagePreviewRoutes(app: FastifyInstance, _options: AppOptions): void {
  app.post<{ Body: PreviewBody }>(
    "/v1/messages/preview",
    {
      config: { needs: "read" },
      schema: {
        tags: ["deliver"],
        summary: "A message as it would look, from a template that need not run; nothing is sent",
        body: previewBody,
      },
    },
    async ({ body: { message, person = {}, trigger = {}, decided = { content: {}, items: [] } } }) => {
      const templates = await readyTemplates({ messages: readMessages({ [previewed]: message }) });
      const values = { person, trigger, decided, unsubscribeUrl: "#" } as JsonObject;
      try {
        return { message: templates.get(previewed)!.render(values, null) };
      } catch (error) {
        throw new AttuneError("bad-request", error instanceof Error ? error.message : "It cannot be rendered.", {
          path: "person",
        });
      }
    },
  );
}
