import type { BacktestReport } from "@attune/forecast/backtest/backtest-report";
import type { ForecastRecord } from "@attune/forecast/backtest/forecast-record";
import { boostedLearner, ridgeLearner } from "@attune/learn/uplift/base-learner";
import type { MetaLearner } from "@attune/learn/uplift/meta-learners";
import type { UpliftData } from "@attune/learn/uplift/uplift-data";
import { upliftReport } from "@attune/learn/uplift/uplift-report";
import { createRng } from "@attune/math/rng";
import { type InteractionOptions, interactionReport } from "@attune/measure/interactions/interaction-report";
import { type EffectStudyRequest, runEffectStudy } from "@attune/measure/observational/run-effect-study";
import { type PanelEffectOptions, panelEffect, readPanel } from "@attune/measure/tactic/panel-effect";
import { type PersonEffectOptions, personEffect } from "@attune/measure/tactic/person-effect";
import { readPersonHistories } from "@attune/measure/tactic/person-history";
import { type TimingOptions, timingReport } from "@attune/measure/timing/timing-report";
import { visitTimingReport } from "@attune/measure/timing/visit-timing-report";
import type { EffectStudy } from "@attune/model/effect-study";
import type { InteractionReport } from "@attune/model/interaction-report";
import type { Json } from "@attune/model/json";
import type { PrioritiesReport } from "@attune/model/priorities-report";
import type { ScenarioLaunch } from "@attune/model/scenario-launch";
import type { TimingReport } from "@attune/model/timing-report";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import type { UpliftReport } from "@attune/model/uplift-report";
import {
  type BacktestStudy,
  carryOutBacktest,
  carryOutLifetimeRecord,
  type LifetimeRecordStudy,
} from "./backtest-study.ts";
import { type CohortAnswer, type CohortStudy, carryOutCohort } from "./cohort-study.ts";
import {
  carryOutLifetimeEffect,
  type LifetimeEffectAnswer,
  type LifetimeEffectStudy,
} from "./lifetime-effect-study.ts";
import { carryOutLifetime, type LifetimeAnswer, type LifetimeStudy } from "./lifetime-study.ts";
import { carryOutScenario, type ScenarioAnswer, type ScenarioStudy } from "./scenario-study.ts";
import { carryOutScores, type ScoresAnswer, type ScoresStudy } from "./scores-study.ts";
import { carryOutSimilarity, type SimilarityAnswer, type SimilarityStudy } from "./similarity-study.ts";
import { type TextColumns, textColumns } from "./text-columns.ts";
import {
  type PersonUpliftOptions,
  type UpliftColumns,
  upliftDataOfHistories,
  upliftDataOfTable,
} from "./uplift-data-of.ts";

/** What a person may choose of an uplift study, by whichever way the data come. */
export interface UpliftChoices {
  learner: MetaLearner | "forest";
  base: "trees" | "ridge";
  testFraction: number;
  observational: boolean;
  cost: number;
  value: number;
  budget: number;
  seed: string;
}

/** Rows as the store answered them. */
export type StoreRows = Record<string, Json>[];

/** Something to be worked out that takes seconds to minutes: all it needs, as plain values that can be sent to another process. */
export type Study =
  | { kind: "effect"; table: TextColumns; request: EffectStudyRequest; seed: string }
  | { kind: "person-effect"; rows: StoreRows; options: PersonEffectOptions; seed: string }
  | { kind: "panel-effect"; rows: StoreRows; options: PanelEffectOptions; seed: string }
  | { kind: "timing" | "visit-timing"; rows: StoreRows; options: TimingOptions }
  | { kind: "interactions"; rows: StoreRows; options: InteractionOptions }
  | { kind: "uplift"; table: TextColumns; columns: UpliftColumns; choices: UpliftChoices }
  | { kind: "person-uplift"; rows: StoreRows; options: PersonUpliftOptions; choices: UpliftChoices }
  | LifetimeStudy
  | CohortStudy
  | BacktestStudy
  | LifetimeRecordStudy
  | ScoresStudy
  | SimilarityStudy
  | LifetimeEffectStudy
  | ScenarioStudy;

/** Works a study out: pure, the same answer for the same study. */
export function carryOutStudy(
  study: Study,
):
  | EffectStudy
  | UpliftReport
  | TimingReport
  | InteractionReport
  | LifetimeAnswer
  | CohortAnswer
  | BacktestReport
  | ForecastRecord
  | ScenarioAnswer
  | PrioritiesReport
  | ScoresAnswer
  | SimilarityAnswer
  | ScenarioLaunch
  | LifetimeEffectAnswer
  | Undetermined {
  switch (study.kind) {
    case "effect":
      return runEffectStudy(textColumns(study.table), study.request, createRng(study.seed));
    case "person-effect":
      return personEffect(readPersonHistories(study.rows), study.options, createRng(study.seed));
    case "panel-effect":
      return panelEffect(readPanel(study.rows, study.options.periods), study.options, createRng(study.seed));
    case "timing":
      return timingReport(readPersonHistories(study.rows), study.options);
    case "visit-timing":
      return visitTimingReport(readPersonHistories(study.rows), study.options);
    case "interactions":
      return interactionReport(readPersonHistories(study.rows), study.options);
    case "uplift":
      return learnUplift(upliftDataOfTable(textColumns(study.table), study.columns), study.choices);
    case "lifetime":
      return carryOutLifetime(study);
    case "cohort":
      return carryOutCohort(study);
    case "backtest":
      return carryOutBacktest(study);
    case "lifetime-record":
      return carryOutLifetimeRecord(study);
    case "lifetime-effect":
      return carryOutLifetimeEffect(study);
    case "similarity":
      return carryOutSimilarity(study);
    case "scores":
      return carryOutScores(study);
    case "scenario":
    case "priorities":
    case "launch":
      return carryOutScenario(study);
    case "person-uplift":
      return learnUplift(upliftDataOfHistories(readPersonHistories(study.rows), study.options), study.choices);
  }
}

function learnUplift(
  found: { data: UpliftData; features: string[] } | Undetermined,
  choices: UpliftChoices,
): UpliftReport | Undetermined {
  if (isUndetermined(found)) return found;
  return upliftReport(
    found.data,
    {
      features: found.features,
      learner: choices.learner,
      base: choices.base === "trees" ? boostedLearner : ridgeLearner,
      testFraction: choices.testFraction,
      isRandomized: !choices.observational,
      costPerTreatment: choices.cost,
      valuePerOutcome: choices.value,
      budgetFraction: choices.budget,
      seed: choices.seed,
    },
    createRng(choices.seed),
  );
}
