import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { useAddressedJob } from "../api/jobs.ts";
import { useRecommenders } from "../api/learn.ts";
import { formatCount } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { JobAnswer } from "../parts/job-answer.tsx";
import { Moment } from "../parts/moment.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";

interface DriftReport {
  trainedUntilAt: number;
  recentFromAt: number;
  recentUntilAt: number;
  inputs: Array<{
    input: string;
    psi: number | Undetermined;
    verdict: "same" | "moved" | "train-again" | "undetermined";
  }>;
  judgedBy: string;
  quality: { expected: number; observed: number; z: number; fell: boolean } | Undetermined;
}

interface DriftDocument {
  data: { interactions: number; people: number; items: number; model: string };
  drift: DriftReport | Undetermined;
}

export default function Drift() {
  const status = useRecommenders();
  const job = useAddressedJob<DriftDocument>("/v1/learn/drift");
  return (
    <Page
      title="Drift"
      lead="Whether people, products and hours are still those that the model learned from, and whether it still does what it promised."
    >
      <Panel title="Alarms" aside={<a href="#/models">Train anew</a>}>
        <Answer query={status} lines={2}>
          {({ alarms }) =>
            alarms.length === 0 ? (
              <p>
                <Pill tone="good">None</Pill> Behaviour, catalogue and feed are as the serving model knew them.
              </p>
            ) : (
              <ul className={form.list}>
                {alarms.map(({ what, message }) => (
                  <li key={`${what} ${message}`}>
                    <Pill tone="warn">{humanize(what)}</Pill> {message}
                  </li>
                ))}
              </ul>
            )
          }
        </Answer>
      </Panel>
      <Panel title="The latest days against those before">
        <JobAnswer
          job={job}
          start="Look"
          what="Training on the past, asking about the present"
          onStart={() => job.mutate({ store: true })}
          empty={{
            title: "Not looked at on this page yet",
            next: "A model that knows the past alone is asked about the latest fifth of what people touched. Nothing changes.",
          }}
        >
          {({ drift, data }) =>
            isUndetermined(drift) ? (
              <NotKnown value={drift} />
            ) : (
              <div className={form.stack} role="status">
                <p className={form.note}>
                  {formatCount(data.interactions)} touches of {formatCount(data.items)} products by{" "}
                  {formatCount(data.people)} people; the latest from <Moment at={drift.recentFromAt} /> on.
                </p>
                <Quality drift={drift} />
                <Inputs inputs={drift.inputs} />
              </div>
            )
          }
        </JobAnswer>
      </Panel>
    </Page>
  );
}

function Quality({ drift: { quality, judgedBy } }: { drift: DriftReport }) {
  if (isUndetermined(quality)) return <NotKnown value={quality} />;
  return (
    <p>
      <Pill tone={quality.fell ? "bad" : "good"}>{quality.fell ? "Fell" : "Holds"}</Pill> {judgedBy}:{" "}
      {quality.observed.toFixed(4)} now, {quality.expected.toFixed(4)} promised ({Math.abs(quality.z).toFixed(1)}{" "}
      standard errors {quality.z < 0 ? "below" : "above"}).
    </p>
  );
}

const verdicts: Record<DriftReport["inputs"][number]["verdict"], { tone: Tone; words: string }> = {
  same: { tone: "good", words: "The same" },
  moved: { tone: "warn", words: "Moved" },
  "train-again": { tone: "bad", words: "Train again" },
  undetermined: { tone: "plain", words: "Not known" },
};

function Inputs({ inputs }: Pick<DriftReport, "inputs">) {
  return (
    <DataTable
      caption="What the model hears, now and before"
      rows={inputs}
      rowKey={({ input }) => input}
      columns={[
        { title: "What", show: ({ input }) => humanize(input), csv: ({ input }) => input },
        {
          title: "Verdict",
          show: ({ verdict }) => <Pill tone={verdicts[verdict].tone}>{verdicts[verdict].words}</Pill>,
          csv: ({ verdict }) => verdict,
        },
        {
          title: "Stability index (same below 0.1)",
          show: ({ psi }) => (isUndetermined(psi) ? <NotKnown value={psi} /> : psi.toFixed(3)),
          csv: ({ psi }) => (isUndetermined(psi) ? null : psi),
          isNumber: true,
        },
      ]}
    />
  );
}
