import { formatCount, formatPercent } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { type EffectSoFar, type TimeToAnswer, timeToAnswer } from "../measure/time-to-answer.ts";
import form from "./form.module.css";

interface AnswerTimeProps {
  /** Null: nothing is known to tell it from. */
  effect: EffectSoFar | null;
  /** The relative change that is asked for; left out: a tenth. */
  lift?: number | undefined;
}

/** Beside an effect that cannot be told from none yet: how long until it can. */
export function AnswerTime({ effect, lift = 0.1 }: AnswerTimeProps) {
  const answer = effect === null ? null : timeToAnswer(effect, Math.abs(lift));
  if (answer === null || answer.kind === "answered") return null;
  return <span className={form.hint}>{answerWords(answer, Math.abs(lift))}</span>;
}

const longestDays = 730;

function answerWords(answer: Exclude<TimeToAnswer, { kind: "answered" }>, lift: number): string {
  const change = `A change of ${formatPercent(lift).replace(".0%", "%")}`;
  if (answer.kind === "would-have-shown") return `${change} would most likely have shown by now.`;
  if (answer.days > longestDays) return `${change} takes more than two years to show at this traffic.`;
  return `${change} can be told in about ${formatCount(answer.days)} more ${plural(answer.days, "day")}.`;
}
