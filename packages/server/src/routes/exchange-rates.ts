import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { createPlaybookDesk } from "../playbook/playbook-desk.ts";
import { ratesIn, readRates } from "../playbook/read-rates.ts";
import { withRates } from "../playbook/with-rates.ts";
import { only, orNull, text } from "../schema/parts.ts";
import { playbookAppliedAnswer } from "../schema/playbook-answers.ts";

const currency = Type.String({ pattern: "^[A-Z]{3}$" });
const ratesBody = Type.Object(
  {
    table: Type.String({
      minLength: 1,
      maxLength: 2_000_000,
      description: "CSV of the European Central Bank, or `currency,rate`.",
    }),
    base: Type.Optional(Type.String({ pattern: "^[A-Z]{3}$", description: "What the rates are prices of; EUR." })),
    currencies: Type.Optional(
      Type.Array(currency, { maxItems: 200, description: "Absent: those that have a rate now." }),
    ),
    apply: Type.Optional(Type.Boolean({ description: "As a new revision of the playbook; else only told." })),
    author: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
  },
  { additionalProperties: false },
);

/** Exchange rates from a table into the playbook. */
export function exchangeRateRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const desk = createPlaybookDesk(instance);

  app.post<{ Body: Type.Static<typeof ratesBody> }>(
    "/v1/playbook/rates",
    {
      config: { needs: "edit", names: "author" },
      schema: {
        tags: ["decide"],
        summary: "Exchange rates from a table into the playbook: what comes in from then on is counted by them",
        body: ratesBody,
        response: {
          200: only({
            day: orNull(text),
            reportingCurrency: text,
            rates: Type.Record(Type.String(), Type.Number()),
            applied: orNull(playbookAppliedAnswer),
          }),
        },
      },
    },
    async ({ body: { table, base = "EUR", currencies, apply = false, author = "api" } }) => {
      const { currency: reporting, ratesMicros } = instance.engine.business();
      if (reporting === null)
        throw new AttuneError("conflict", "There is no reporting currency yet: declare `business.currency`.");
      const asked = currencies ?? Object.keys(ratesMicros);
      if (asked.length === 0)
        throw new AttuneError("bad-request", "No currency has a rate yet: name those that orders come in.", {
          path: "currencies",
        });
      const read = readRates(table, base);
      const rates = ratesIn(reporting, read, asked);
      const answer = { day: read.day, reportingCurrency: reporting, rates };
      if (!apply) return { ...answer, applied: null };
      const { text: present, revision } = await desk.present();
      const note = `exchange rates${read.day === null ? "" : ` of ${read.day}`}`;
      const accept = ["metric-without-events"];
      const order = { file: withRates(present, rates), author, note, expected: revision, accept };
      return { ...answer, applied: await desk.apply(order) };
    },
  );
}
