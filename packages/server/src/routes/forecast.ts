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
/** What the store knows of customers to group them by. */
const storeGroups = ["channel", "arm", "segment"];

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
      const choices = choicesOf(body);
      if (body.source === "transactions") columnsOf(body);
      if ((body.source ?? "store") !== "store") return null;
      return async (signal) => {
        const input = await storePurchases(instance.engine);
        return runStudy({ kind: "lifetime", input, choices }, signal);
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
      const choices = cohortChoicesOf(body);
      if (body.source === "transactions") columnsOf(body);
      if ((body.source ?? "store") !== "store") return null;
      const unknown = choices.by.findIndex((name) => !storeGroups.includes(name));
      if (unknown >= 0)
        throw new AttuneError("bad-request", `The store groups by ${storeGroups.join(", ")}.`, {
          path: `by/${unknown}`,
        });
      return async (signal) => {
        const { engine, clock } = instance;
        const purchases = await storePurchases(engine);
        const input = choices.by.includes("segment")
          ? await purchasesWithSegments(engine, purchases, signal)
          : purchases;
        const effect = {
          people: await peopleByArm(engine, clock()),
          asOfDay:
            choices.asOf === null
              ? createCalendar(engine.business().timeZone).dayOf(clock())
              : dayNamed(choices.asOf, "asOf"),
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
  return {
    kind: "transactions",
    table,
    columns: columnsOf(body),
    refunds: (body.refunds ?? "refuse") as RefundPolicy,
    // Anywhere on earth it may be tomorrow already.
    today: Math.floor(now / dayMs) + 1,
  };
}

function columnsOf({ customer, date, amount, currency }: LifetimeBody | CohortBody) {
  const needed = (path: string, value: string | undefined) => {
    if (value !== undefined) return value;
    throw new AttuneError("bad-request", `A file of transactions needs ${path}.`, { path });
  };
  return { customer: needed("customer", customer), date: needed("date", date), amount, currency };
}

/** Throws `bad-request` with the path, as far as that can be told before any purchase is read. */
function cohortChoicesOf(body: CohortBody): CohortChoices {
  const unit = (body.unit ?? "month") as CohortChoices["unit"];
  if (body.asOf !== undefined) dayNamed(body.asOf, "asOf");
  return {
    by: body.by ?? [],
    asOf: body.asOf ?? null,
    unit,
    horizon: body.horizon ?? unitsInYear[unit],
    discountRate: body.discountRate ?? 0.1,
    margin: body.margin ?? 1,
    seed: body.seed ?? "1",
    pages: body.pages ?? [],
  };
}

/** Throws `bad-request` with the path, as far as that can be told before any purchase is read. */
function choicesOf(body: LifetimeBody): LifetimeChoices {
  const unit = (body.unit ?? "week") as LifetimeChoices["unit"];
  if (body.calibrationEnd !== undefined) {
    dayNamed(body.calibrationEnd, "calibrationEnd");
    if (body.source === "summary")
      throw new AttuneError("bad-request", "A calibration end needs dates: a summary has none.", {
        path: "calibrationEnd",
      });
  }
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
    pages: body.pages ?? [],
  };
}
