import { AttuneError } from "@attune/model/errors";
import type { Json } from "@attune/model/json";
import { isUndetermined } from "@attune/model/undetermined";
import type { FastifyInstance } from "fastify";
import type Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import type { Instance } from "../instance/instance.ts";
import { upliftBody } from "../schema/study-requests.ts";
import { runStudy } from "../study/run-study.ts";
import type { UpliftChoices } from "../study/study.ts";
import { type TacticStudyChoices, tacticUpliftStudy } from "../study/tactic-study.ts";
import type { UpliftColumns } from "../study/uplift-data-of.ts";
import { outcomeNamed } from "./effects.ts";
import { fileStudyRoutes } from "./file-study.ts";

type UpliftBody = Type.Static<typeof upliftBody>;

/** Whom a treatment moves: from a tactic's own holdout, or from a file that follows; each is a job. */
export function upliftRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  fileStudyRoutes<UpliftBody>(app, instance, {
    path: "/v1/learn/uplift",
    kind: "uplift",
    tags: ["learn"],
    summary: "Learn uplift: with `tacticId` answers the job; without, the id under which its file is sent",
    body: upliftBody,
    fromStore(body) {
      const choices = choicesOf(body);
      if (body.tacticId !== undefined) {
        const tactic = tacticOf(body);
        return (signal) => learnOfTactic(instance, tactic, choices, signal);
      }
      columnsOf(body);
      return null;
    },
    ofFile: (body, table) => ({ kind: "uplift", table, columns: columnsOf(body), choices: choicesOf(body) }),
  });
}

function tacticOf({ tacticId = "", outcome = "conversion", windowDays, lookbackDays }: UpliftBody): TacticStudyChoices {
  const given = { outcome: outcomeNamed(outcome), windowDays, lookbackDays };
  const chosen = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { tacticId, ...chosen } as TacticStudyChoices;
}

async function learnOfTactic(
  { engine, clock }: Instance,
  tactic: TacticStudyChoices,
  choices: UpliftChoices,
  signal: AbortSignal,
): Promise<Json> {
  const { study, about } = await tacticUpliftStudy(engine, tactic, choices, clock(), signal);
  const found = await runStudy(study, signal);
  return isUndetermined(found) ? { ...about, ...(found as object) } : { ...(found as object), ...about };
}

function choicesOf(body: UpliftBody): UpliftChoices {
  return {
    learner: (body.learner ?? "x") as UpliftChoices["learner"],
    base: (body.base ?? "trees") as UpliftChoices["base"],
    testFraction: body.testFraction ?? 0.5,
    observational: body.observational ?? false,
    cost: body.cost ?? 0,
    value: body.value ?? 1,
    budget: body.budget ?? 1,
    seed: body.seed ?? "1",
  };
}

function columnsOf({ treatment, control, treated, outcome, features }: UpliftBody): UpliftColumns {
  const needed = (path: string, value: string | undefined) => {
    if (value !== undefined) return value;
    throw new AttuneError("bad-request", `A file needs ${path}; a tactic needs tacticId.`, { path });
  };
  return {
    treatment: needed("treatment", treatment),
    control: needed("control", control),
    treated: needed("treated", treated),
    outcome: needed("outcome", outcome),
    features: features ?? [],
  };
}
