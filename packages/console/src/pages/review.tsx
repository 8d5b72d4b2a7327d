import type { TacticReport } from "@attune/model/report";
import type { Learning, Review, ReviewVerdict, TacticVerdict } from "@attune/model/review";
import { Button, NativeSelect, Textarea } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAct } from "../api/act.ts";
import { useGet } from "../api/get.ts";
import { consoleAuthor } from "../api/playbook.ts";
import { routeTo } from "../app/route-address.ts";
import { formatCount } from "../format/number.ts";
import { effectOfReport } from "../measure/time-to-answer.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";
import { TacticAnswerTime } from "../parts/tactic-answer-time.tsx";
import { Trouble } from "../parts/trouble.tsx";

const verdictWords: Record<ReviewVerdict, { tone: Tone; words: string }> = {
  stop: { tone: "bad", words: "Stop it" },
  adjust: { tone: "warn", words: "Adjust it" },
  scale: { tone: "good", words: "Scale it" },
  copy: { tone: "good", words: "Copy it" },
  wait: { tone: "plain", words: "Wait" },
};

export default function ReviewPage() {
  const review = useGet<Review>("/v1/review", 60_000);
  return (
    <Page
      title="Weekly review"
      lead="One verdict for each tactic, against the people who were held out of it, and what was learned."
    >
      <Panel title="Verdicts">
        <Answer query={review} lines={8}>
          {({ verdicts }) =>
            verdicts.length === 0 ? (
              <Empty title="No tactics yet">
                <a href="#/tactic-editor">Declare one</a>: what it holds out is what it is judged by.
              </Empty>
            ) : (
              <Verdicts verdicts={verdicts} />
            )
          }
        </Answer>
      </Panel>
      <Learnings verdicts={review.data?.verdicts ?? []} />
    </Page>
  );
}

/** What a verdict goes by: revenue per visitor, over all tactics together. */
const effectOnRevenue = (report: TacticReport) => {
  const metric = report.metrics.find(({ unit }) => unit === "currency");
  return metric === undefined ? null : effectOfReport(report, metric);
};

function Verdicts({ verdicts }: { verdicts: TacticVerdict[] }) {
  return (
    <DataTable
      caption="Verdicts of the week"
      rows={verdicts}
      rowKey={({ tacticId }) => tacticId}
      columns={[
        {
          title: "Tactic",
          show: ({ tacticId, name }) => <a href={routeTo("tactics", tacticId)}>{name}</a>,
          csv: ({ name }) => name,
        },
        {
          title: "Verdict",
          show: ({ verdict }) => <Pill tone={verdictWords[verdict].tone}>{verdictWords[verdict].words}</Pill>,
          csv: ({ verdict }) => verdict,
        },
        {
          title: "Because",
          isText: true,
          show: ({ tacticId, reason, verdict }) => (
            <>
              {reason}{" "}
              {verdict === "wait" || verdict === "adjust" ? (
                <TacticAnswerTime tacticId={tacticId} of={effectOnRevenue} />
              ) : null}
            </>
          ),
          csv: ({ reason }) => reason,
        },
        { title: "People", show: ({ people }) => formatCount(people), csv: ({ people }) => people, isNumber: true },
      ]}
    />
  );
}

function Learnings({ verdicts }: { verdicts: TacticVerdict[] }) {
  const kept = useGet<{ learnings: Learning[] }>("/v1/review/learnings");
  return (
    <Panel title="What was learned">
      <div className={form.stack}>
        <Answer query={kept} lines={2}>
          {({ learnings }) =>
            learnings.length === 0 ? (
              <Empty title="Nothing is written down yet">
                What worked, for whom, and what did not: next year nobody remembers otherwise.
              </Empty>
            ) : (
              <DataTable
                caption="Learnings"
                rows={learnings}
                rowKey={({ tacticId, at }) => `${tacticId} ${at}`}
                columns={[
                  { title: "Tactic", show: ({ tacticId }) => tacticId, csv: ({ tacticId }) => tacticId },
                  {
                    title: "Decided",
                    show: ({ decision }) => (
                      <Pill tone={verdictWords[decision].tone}>{verdictWords[decision].words}</Pill>
                    ),
                    csv: ({ decision }) => decision,
                  },
                  { title: "Learned", show: ({ text }) => text, csv: ({ text }) => text },
                  { title: "When", show: ({ at }) => <Moment at={at} />, csv: ({ at }) => new Date(at).toISOString() },
                  { title: "Who", show: ({ by }) => by, csv: ({ by }) => by },
                ]}
              />
            )
          }
        </Answer>
        {verdicts.length === 0 ? null : <LearningForm verdicts={verdicts} />}
      </div>
    </Panel>
  );
}

function LearningForm({ verdicts }: { verdicts: TacticVerdict[] }) {
  const keep = useAct<Learning>();
  const [tacticId, setTacticId] = useState(verdicts[0]?.tacticId ?? "");
  const [decision, setDecision] = useState<string>("scale");
  const [text, setText] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    keep.mutate(
      { path: "/v1/review/learnings", body: { tacticId, decision, text: text.trim(), by: consoleAuthor } },
      { onSuccess: () => setText("") },
    );
  };
  return (
    <Allowed to="study">
      <form className={form.stack} onSubmit={submit}>
        <div className={form.row}>
          <NativeSelect
            className={form.grow ?? ""}
            label="Of the tactic"
            value={tacticId}
            onChange={(event) => setTacticId(event.currentTarget.value)}
            data={verdicts.map(({ tacticId: value, name: label }) => ({ value, label }))}
          />
          <NativeSelect
            label="What was decided"
            value={decision}
            onChange={(event) => setDecision(event.currentTarget.value)}
            data={Object.entries(verdictWords).map(([value, { words: label }]) => ({ value, label }))}
          />
        </div>
        <Textarea
          label="What was learned"
          autosize
          minRows={2}
          maxLength={2_000}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <div>
          <Button type="submit" loading={keep.isPending} disabled={text.trim() === ""}>
            Write it down
          </Button>
        </div>
        {keep.error ? <Trouble error={keep.error} /> : null}
      </form>
    </Allowed>
  );
}
