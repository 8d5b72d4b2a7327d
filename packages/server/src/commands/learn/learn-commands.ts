import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { learnAttributionCommand } from "./attribution.ts";
import { learnDriftCommand } from "./drift.ts";
import { learnEvaluateCommand } from "./evaluate.ts";
import { learnFairnessCommand } from "./fairness.ts";
import { learnFallbackCommand } from "./fallback.ts";
import { learnLookalikeCommand } from "./lookalike.ts";
import { learnModelsCommand, learnRollbackCommand } from "./models.ts";
import { learnOffPolicyCommand } from "./off-policy.ts";
import { learnPredictCommand } from "./predict.ts";
import { learnRecommendCommand } from "./recommend.ts";
import { learnRecommendersCommand } from "./recommenders.ts";
import { learnTrainCommand } from "./train.ts";
import { learnUpliftCommand } from "./uplift.ts";

/** The commands of `attune learn`, in the order of its help. */
export function learnCommands(environment: Environment): Command[] {
  return [
    learnEvaluateCommand(environment),
    learnRecommendCommand(environment),
    learnOffPolicyCommand(environment),
    learnAttributionCommand(environment),
    learnPredictCommand(environment),
    learnLookalikeCommand(environment),
    learnFairnessCommand(environment),
    learnFallbackCommand(environment),
    learnDriftCommand(environment),
    learnUpliftCommand(environment),
    learnTrainCommand(environment),
    learnRecommendersCommand(environment),
    learnModelsCommand(environment),
    learnRollbackCommand(environment),
  ];
}
