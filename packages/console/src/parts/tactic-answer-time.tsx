import type { TacticReport } from "@attune/model/report";
import { isReport, useTacticReports } from "../api/measure.ts";
import type { EffectSoFar } from "../measure/time-to-answer.ts";
import { AnswerTime } from "./answer-time.tsx";

interface TacticAnswerTimeProps {
  tacticId: string;
  /** What is known so far, by the tactic's own report. */
  of: (report: TacticReport) => EffectSoFar | null;
  lift?: number | undefined;
}

/** `AnswerTime` where a page tells of a tactic without its report: the reports of all tactics are asked for once, for all pages. */
export function TacticAnswerTime({ tacticId, of, lift }: TacticAnswerTimeProps) {
  const report = useTacticReports().data?.find(({ tactic }) => tactic.id === tacticId);
  return report === undefined || !isReport(report) ? null : <AnswerTime effect={of(report)} lift={lift} />;
}
