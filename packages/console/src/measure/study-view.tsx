import type { EffectStudy, EvidenceGrade, MethodEstimate } from "@attune/model/effect-study";
import { isSumOfPeriods, methodName, sentenceStart } from "@attune/model/study-words";
import { isUndetermined } from "@attune/model/undetermined";
import { IntervalAxis, IntervalChart } from "../charts/interval-chart.tsx";
import { domainOf } from "../charts/interval-scale.ts";
import { intervalColumns } from "../format/interval-columns.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { NotKnown } from "../parts/not-known.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";
import { TacticAnswerTime } from "../parts/tactic-answer-time.tsx";
import { formatDifference, intervalWords } from "./metric-words.ts";
import { studyTerms } from "./study-terms.ts";
import { effectOfStudy, type StudyOutcome } from "./time-to-answer.ts";

/** A study of a tactic, as the store keeps it. */
export interface TacticStudy extends EffectStudy {
  tactic: { id: string; name: string };
  outcome: StudyOutcome;
  currency: string | null;
  windowDays: number;
  periodDays?: number;
  comparison?: "holdout" | "unexposed";
  computedAt: string;
  people: number;
}

const grades: Record<EvidenceGrade, { tone: Tone; words: string }> = {
  A: { tone: "good", words: "A: dealt out at random" },
  B: { tone: "good", words: "B: a quasi-experiment whose checks pass" },
  C: { tone: "warn", words: "C: adjusted for what was measured" },
  D: { tone: "bad", words: "D: an association, no cause" },
};

const methodLabel = (method: string): string => sentenceStart(methodName(method));

/** What a study found: how good its evidence is, what each method says, and what its checks and refutations come to. */
export function StudyView({ study }: { study: TacticStudy }) {
  const { grade, narrative, estimates, assumptions, refutations, currency, n } = study;
  const { unit, of, against, row } = studyTerms(study);
  const format = (value: number) => formatDifference(value, unit, currency);
  const known = estimates.flatMap(({ method, estimate, interval }) =>
    isSumOfPeriods(method) || isUndetermined(estimate) || isUndetermined(interval)
      ? []
      : [{ method, estimate, interval }],
  );
  const domain = domainOf(known);
  return (
    <div className={form.stack}>
      <p>
        <Pill tone={grades[grade].tone}>{grades[grade].words}</Pill>
      </p>
      <p>{narrative}</p>
      <p className={form.note}>
        {of}, against {against}; {formatCount(n)} {row === "person" ? plural(n, "person", "people") : plural(n, row)}.
      </p>
      <DataTable
        caption={`Estimates by method, ${study.design}`}
        rows={estimates}
        rowKey={({ method }) => method}
        columns={[
          { title: "Method", show: ({ method }) => methodLabel(method), csv: ({ method }) => method },
          {
            title: "Effect, 95% interval",
            show: ({ estimate, interval }) =>
              isUndetermined(estimate) ? (
                <NotKnown value={estimate} />
              ) : isUndetermined(interval) ? (
                format(estimate)
              ) : (
                `${format(estimate)} (${intervalWords(interval, format)})`
              ),
            csv: ({ estimate }) => (isUndetermined(estimate) ? null : estimate),
            csvAlso: [
              ...intervalColumns("Effect", ({ interval }: MethodEstimate) => interval),
              { title: "Of", csv: () => of },
              { title: "Against", csv: () => against },
            ],
          },
          {
            title: "Drawn",
            below: known.length === 0 ? undefined : <IntervalAxis domain={domain} format={format} />,
            show: ({ method, estimate, interval }) =>
              isSumOfPeriods(method) || isUndetermined(estimate) || isUndetermined(interval) ? null : (
                <IntervalChart
                  estimate={estimate}
                  interval={interval}
                  domain={domain}
                  label={`${methodLabel(method)}: ${format(estimate)}, 95% interval ${intervalWords(interval, format)}`}
                />
              ),
          },
        ]}
      />
      <TacticAnswerTime tacticId={study.tactic.id} of={(report) => effectOfStudy(report, study)} />
      <Verdicts
        title="What it rests on"
        rows={assumptions.map(({ id, statement, evidence, status }) => ({
          id,
          says: statement,
          found: evidence,
          status,
        }))}
      />
      <Verdicts
        title="Attacks it was put to"
        rows={refutations.map(({ id, expected, observed, status }) => ({
          id,
          says: `Expected: ${expected}`,
          found: observed,
          status,
        }))}
      />
    </div>
  );
}

const statusWords: Record<"pass" | "warn" | "fail", { tone: Tone; words: string }> = {
  pass: { tone: "good", words: "Holds" },
  warn: { tone: "warn", words: "Doubtful" },
  fail: { tone: "bad", words: "Fails" },
};

interface VerdictRow {
  id: string;
  says: string;
  found: string;
  status: "pass" | "warn" | "fail";
}

function Verdicts({ title, rows }: { title: string; rows: VerdictRow[] }) {
  if (rows.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3 className={form.sub}>{title}</h3>
      <DataTable
        caption={title}
        rows={rows}
        rowKey={({ id }) => id}
        columns={[
          {
            title: "Verdict",
            show: ({ status }) => <Pill tone={statusWords[status].tone}>{statusWords[status].words}</Pill>,
            csv: ({ status }) => status,
          },
          { title: "What", isText: true, show: ({ says }) => says, csv: ({ says }) => says },
          { title: "Found", isText: true, show: ({ found }) => found, csv: ({ found }) => found },
        ]}
      />
    </section>
  );
}
