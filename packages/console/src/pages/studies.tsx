import type { EffectStudy, EvidenceGrade, MethodEstimate, StudyDesign } from "@attune/model/effect-study";
import { isUndetermined } from "@attune/model/undetermined";
import { NativeSelect } from "@mantine/core";
import { useGet } from "../api/get.ts";
import { useJob } from "../api/jobs.ts";
import { useTactics } from "../api/measure.ts";
import { useQueryChoice, useQueryState } from "../app/use-route.ts";
import { IntervalAxis, IntervalChart } from "../charts/interval-chart.tsx";
import { domainOf } from "../charts/interval-scale.ts";
import { intervalColumns } from "../format/interval-columns.ts";
import { formatCount } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { formatDifference, intervalWords } from "../measure/metric-words.ts";
import { effectOfStudy, type StudyOutcome } from "../measure/time-to-answer.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { JobAnswer } from "../parts/job-answer.tsx";
import { Moment } from "../parts/moment.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";
import { TacticAnswerTime } from "../parts/tactic-answer-time.tsx";

/** A study of a tactic, as the store keeps it. */
interface TacticStudy extends EffectStudy {
  tactic: { id: string; name: string };
  outcome: StudyOutcome;
  currency: string | null;
  windowDays: number;
  computedAt: string;
  people: number;
}

const designs: ReadonlyArray<{ value: StudyDesign; label: string; when: string }> = [
  {
    value: "weighting",
    label: "Weighting",
    when: "People who met the tactic are weighed against like people who did not, by what was known before.",
  },
  { value: "matching", label: "Matching", when: "Each person is compared with the most alike who did not meet it." },
  {
    value: "did",
    label: "Difference in differences",
    when: "The tactic came to some groups earlier than to others: it needs a roll-out in steps.",
  },
  {
    value: "synthetic-control",
    label: "Synthetic control",
    when: "One group got the tactic: others together stand in for what would have been.",
  },
  {
    value: "interrupted",
    label: "Interrupted series",
    when: "Everybody got it on one day: what came before goes on as what would have been.",
  },
];

export default function Studies() {
  const tactics = useTactics();
  const [chosen, setChosen] = useQueryState("tactic", "");
  const tacticId = chosen || (tactics.data?.[0]?.tacticId ?? "");
  return (
    <Page
      title="Studies without an experiment"
      lead="Where nobody was dealt out at random: what can still be said of a tactic, what it rests on, what attacks it withstood, and how far it is to be believed."
    >
      <Answer query={{ ...tactics, data: tactics.data }} lines={4}>
        {(found) =>
          found.length === 0 ? (
            <Panel title="A study">
              <Empty title="No tactics yet">
                There is nothing to study before a tactic ran. <a href="#/tactic-editor">Declare one</a>, and hold
                people out of it: then no study is needed.
              </Empty>
            </Panel>
          ) : (
            <>
              <NewStudy key={tacticId} tacticId={tacticId} onTactic={setChosen} tactics={found} />
              <Kept tacticId={tacticId} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

interface NewStudyProps {
  tacticId: string;
  onTactic: (tacticId: string) => void;
  tactics: Array<{ tacticId: string; name: string }>;
}

function NewStudy({ tacticId, onTactic, tactics }: NewStudyProps) {
  const job = useJob<TacticStudy>("/v1/measure/effects");
  const [design, setDesign] = useQueryChoice<StudyDesign>("design", [
    "weighting",
    "matching",
    "did",
    "synthetic-control",
    "interrupted",
  ]);
  const [outcome, setOutcome] = useQueryChoice("outcome", ["revenue", "orders", "conversion"]);
  return (
    <Panel title="A new study">
      <div className={form.stack}>
        <div className={form.row}>
          <NativeSelect
            className={form.grow ?? ""}
            label="Of the tactic"
            value={tacticId}
            onChange={(event) => onTactic(event.currentTarget.value)}
            data={tactics.map(({ tacticId: value, name: label }) => ({ value, label }))}
          />
          <NativeSelect
            className={form.grow ?? ""}
            label="Design"
            value={design}
            onChange={(event) => setDesign(event.currentTarget.value)}
            data={designs.map(({ value, label }) => ({ value, label }))}
          />
          <NativeSelect
            label="Effect on"
            value={outcome}
            onChange={(event) => setOutcome(event.currentTarget.value)}
            data={[
              { value: "revenue", label: "Revenue" },
              { value: "orders", label: "Orders" },
              { value: "conversion", label: "Conversion" },
            ]}
          />
        </div>
        <p className={form.note}>{designs.find(({ value }) => value === design)?.when}</p>
        <JobAnswer
          job={job}
          start="Study it"
          what="Studying"
          onStart={() => job.mutate({ design, tacticId, outcome })}
          empty={{
            title: "Nothing studied on this page yet",
            next: "It takes some seconds. The answer is kept below, the last of each design.",
          }}
        >
          {() => <p role="status">Done: it stands below.</p>}
        </JobAnswer>
      </div>
    </Panel>
  );
}

function Kept({ tacticId }: { tacticId: string }) {
  const kept = useGet<{ studies: TacticStudy[] }>(
    tacticId === "" ? null : `/v1/measure/tactics/${encodeURIComponent(tacticId)}/studies`,
  );
  return (
    <Answer query={kept} lines={3}>
      {({ studies }) =>
        studies.length === 0 ? (
          <Panel title="Kept studies">
            <Empty title="None of this tactic yet" />
          </Panel>
        ) : (
          studies.map((study) => (
            <Panel
              key={study.design}
              title={designs.find(({ value }) => value === study.design)?.label ?? humanize(study.design)}
              aside={<Moment at={study.computedAt} />}
            >
              <StudyView study={study} />
            </Panel>
          ))
        )
      }
    </Answer>
  );
}

const grades: Record<EvidenceGrade, { tone: Tone; words: string }> = {
  A: { tone: "good", words: "A: dealt out at random" },
  B: { tone: "good", words: "B: a quasi-experiment whose checks pass" },
  C: { tone: "warn", words: "C: adjusted for what was measured" },
  D: { tone: "bad", words: "D: an association, no cause" },
};

const unitOf = { revenue: "currency", orders: "count", conversion: "share" } as const;

/** What the methods are called where they are published. */
const methodNames: Readonly<Record<string, string>> = {
  aipw: "AIPW (doubly robust)",
  "aipw-boosted": "AIPW, boosted trees",
  "horvitz-thompson": "Horvitz–Thompson",
  hajek: "Hájek",
};
const methodName = (method: string): string => methodNames[method] ?? humanize(method);

function StudyView({ study }: { study: TacticStudy }) {
  const { grade, narrative, estimates, assumptions, refutations, sensitivity, currency, outcome, n, windowDays } =
    study;
  const format = (value: number) => formatDifference(value, unitOf[outcome], currency);
  const known = estimates.flatMap(({ method, estimate, interval }) =>
    isUndetermined(estimate) || isUndetermined(interval) ? [] : [{ method, estimate, interval }],
  );
  const domain = domainOf(known);
  return (
    <div className={form.stack}>
      <p>
        <Pill tone={grades[grade].tone}>{grades[grade].words}</Pill>
      </p>
      <p>{narrative}</p>
      <p className={form.note}>
        {humanize(outcome)} for each person within {windowDays} {plural(windowDays, "day")}, against like people without
        the tactic; {formatCount(n)} {plural(n, "row")}.
      </p>
      <DataTable
        caption={`Estimates by method, ${study.design}`}
        rows={estimates}
        rowKey={({ method }) => method}
        columns={[
          { title: "Method", show: ({ method }) => methodName(method), csv: ({ method }) => method },
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
              { title: "Of", csv: () => `${outcome}, each person within ${windowDays} ${plural(windowDays, "day")}` },
              { title: "Against", csv: () => "like people without the tactic" },
            ],
          },
          {
            title: "Drawn",
            below: known.length === 0 ? undefined : <IntervalAxis domain={domain} format={format} />,
            show: ({ method, estimate, interval }) =>
              isUndetermined(estimate) || isUndetermined(interval) ? null : (
                <IntervalChart
                  estimate={estimate}
                  interval={interval}
                  domain={domain}
                  label={`${methodName(method)}: ${format(estimate)}, 95% interval ${intervalWords(interval, format)}`}
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
      {typeof sensitivity.inWords === "string" ? <p className={form.note}>{sensitivity.inWords}</p> : null}
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
          { title: "What", show: ({ says }) => says, csv: ({ says }) => says },
          { title: "Found", show: ({ found }) => found, csv: ({ found }) => found },
        ]}
      />
    </section>
  );
}
