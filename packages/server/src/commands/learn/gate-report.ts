import type { ModelsReport } from "@attune/learn/evaluate/evaluate-models";
import type { Split } from "@attune/learn/evaluate/split";
import { models } from "@attune/learn/recommend/models";
import type { Recommender } from "@attune/learn/recommend/recommender";
import { type ChallengerReport, defaultGate, judgeChallenger } from "@attune/learn/registry/judge-challenger";
import type { Rng } from "@attune/math/rng";
import { isUndetermined } from "@attune/model/undetermined";

interface GateRequest {
  champion: string;
  report: ModelsReport;
  split: Split;
  cutOff: number;
  excludeSeen: boolean;
  rng: Rng;
}

/** The recommended model of an evaluation against the one in service, both trained again as they were judged; null where there is nothing to compare. */
export function gateReport({
  champion,
  report,
  split,
  cutOff,
  excludeSeen,
  rng,
}: GateRequest): ChallengerReport | null {
  const { recommended } = report;
  if (isUndetermined(recommended) || recommended === champion) return null;
  const [before, after] = [champion, recommended].map((name) => trainedAgain(name, report, split, rng));
  if (before === undefined || after === undefined) return null;
  return judgeChallenger(before, after, split, { cutOff, excludeSeen, rules: defaultGate, rng: rng.fork("gate") });
}

/** With the settings that were judged and the same seed: the same bits. */
function trainedAgain(name: string, report: ModelsReport, split: Split, rng: Rng): Recommender | undefined {
  const row = report.models.find((model) => model.name === name);
  const model = models.find((candidate) => candidate.name === name);
  if (row === undefined || model === undefined || isUndetermined(row)) return undefined;
  const same = JSON.stringify(row.parameters);
  const configuration = model.configurations.find(({ parameters }) => JSON.stringify(parameters) === same);
  return configuration?.train(split.train, rng.fork(`train/${name}`));
}
