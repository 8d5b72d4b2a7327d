import type { RefundPolicy } from "@attune/forecast/lifetime/purchase-log";
import { AttuneError } from "@attune/model/errors";
import { createCalendar } from "@attune/rules/calendar";
import type { FastifyInstance } from "fastify";
import type Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { scoreChoices } from "../jobs/refresh-scores.ts";
import { cohortBody, lifetimeBody } from "../schema/forecast-requests.ts";
import type { CohortChoices } from "../study/cohort-study.ts";
import { dayNamed, type LifetimeChoices, unitsInYear } from "../study/lifetime-study.ts";
import type { PurchaseInput } from "../study/purchase-input.ts";
import { runStudy } from "../study/run-study.ts";
import { peopleByArm, purchasesWithSegments, storePurchases } from "../study/store-purchases.ts";
import type { TextColumns } from "../study/text-columns.ts";
import { fileStudyRoutes } from "./file-study.ts";

type LifetimeBody = Type.Static<typeof lifetimeBody>;
type CohortBody = Type.Static<typeof cohortBody>;

const dayMs = 86_400_000;

/** What customers will still be worth: from the store, or from a file that follows; each is a job. */
export function forecastRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const tags = ["forecast"];

  fileStudyRoutes<LifetimeBody>(app, instance, {
    path: "/v1/forecast/lifetime",
    kind: "lifetime",
    tags,
    summary: "Forecast lifetime value: from the store answers the job; else the id under which its file is sent",
    body: lifetimeBody,
    fromStore(body) {
      if ((body.source ?? "store") !== "store") return null;
      return async (signal) => {
        const input = await storePurchases(instance.engine);
        return runStudy({ kind: "lifetime", input, choices: choicesOf(body) }, signal);
      };
    },
    ofFile: (body, table) => ({
      kind: "lifetime",
      input: inputOf(body, table, instance.clock()),
      choices: choicesOf(body),
    }),
  });

  fileStudyRoutes<CohortBody>(app, instance, {
    path: "/v1/forecast/cohorts",
    kind: "cohort",
    tags,
    summary:
      "Retention and revenue by cohort: from the store answers the job; else the id under which its file is sent",
    body: cohortBody,
    fromStore(body) {
      if ((body.source ?? "store") !== "store") return null;
      return async (signal) => {
        const { engine, clock } = instance;
        const choices = cohortChoicesOf(body);
        const purchases = await storePurchases(engine);
        const input = choices.by.includes("segment")
          ? await purchasesWithSegments(engine, purchases, signal)
          : purchases;
        const effect = {
          people: await peopleByArm(engine, clock()),
          asOfDay:
            choices.asOf === null ? createCalendar(engine.business().timeZone).dayOf(clock()) : dayNamed(choices.asOf),
          model: (await scoreChoices(engine)).model,
        };
        return runStudy({ kind: "cohort", input, choices, effect }, signal);
      };
    },
    ofFile: (body, table) => ({
      kind: "cohort",
      input: transactionsOf(body, table, instance.clock()),
      choices: cohortChoicesOf(body),
      effect: null,
    }),
  });
}

function inputOf(body: LifetimeBody, table: TextColumns, now: number): PurchaseInput {
  return body.source === "summary" ? { kind: "summary", table } : transactionsOf(body, table, now);
}

function transactionsOf(
  body: LifetimeBody | CohortBody,
  table: TextColumns,
  now: number,
): Extract<PurchaseInput, { kind: "transactions" }> {
  const needed = (path: string, value: string | undefined) => {
    if (value !== undefined) return value;
    throw new AttuneError("bad-request", `A file of transactions needs ${path}.`, { path });
  };
  return {
    kind: "transactions",
    table,
    columns: {
      customer: needed("customer", body.customer),
      date: needed("date", body.date),
      amount: body.amount,
      currency: body.currency,
    },
    refunds: (body.refunds ?? "refuse") as RefundPolicy,
    // Anywhere on earth it may be tomorrow already.
    today: Math.floor(now / dayMs) + 1,
  };
}

function cohortChoicesOf(body: CohortBody): CohortChoices {
  const unit = (body.unit ?? "month") as CohortChoices["unit"];
  return {
    by: body.by ?? [],
    asOf: body.asOf ?? null,
    unit,
    horizon: body.horizon ?? unitsInYear[unit],
    discountRate: body.discountRate ?? 0.1,
    margin: body.margin ?? 1,
    seed: body.seed ?? "1",
  };
}

function choicesOf(body: LifetimeBody): LifetimeChoices {
  const unit = (body.unit ?? "week") as LifetimeChoices["unit"];
  return {
    unit,
    model: (body.model ?? "auto") as LifetimeChoices["model"],
    calibrationEnd: body.calibrationEnd ?? null,
    horizon: body.horizon ?? unitsInYear[unit],
    discountRate: body.discountRate ?? 0.1,
    margin: body.margin ?? 1,
    seed: body.seed ?? "1",
    season: body.season ?? null,
    wantsCustomers: body.wantsCustomers ?? false,
  };
}
