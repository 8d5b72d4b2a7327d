import type { QualityScore, SourceAudit, SourceQuality } from "@attune/model/source-audit";
import { isUndetermined } from "@attune/model/undetermined";
import { useGet, withQuery } from "../api/get.ts";
import { useQueryChoice } from "../app/use-route.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { DaysSelect } from "../parts/days-select.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";
import { Words } from "../parts/words.tsx";

export default function Sources() {
  const [days, setDays] = useQueryChoice("days", ["30", "7", "90"]);
  const audit = useGet<SourceAudit>(withQuery("/v1/collect/audit", { days }), 60_000);
  return (
    <Page
      title="Sources"
      lead="Who sends, how good it is, and what to mend first. What is measured later is no better than this."
      actions={<DaysSelect days={Number(days)} choices={[7, 30, 90]} onChange={(chosen) => setDays(String(chosen))} />}
    >
      <Answer query={audit} lines={8}>
        {(found) => <AuditView audit={found} />}
      </Answer>
    </Page>
  );
}

function AuditView({ audit: { sources, gaps, days } }: { audit: SourceAudit }) {
  if (sources.length === 0) {
    return (
      <Panel title="Sources">
        <Empty title={`Nothing came in within ${days} days`}>
          Put <a href="#/start">the snippet</a> into your pages, or import what there is:{" "}
          <code>attune import FILE --mapping NAME</code>.
        </Empty>
      </Panel>
    );
  }
  return (
    <>
      <Panel title="The worst gaps" aside="Where mending brings most">
        {gaps.length === 0 ? (
          <p>
            <Pill tone="good">None</Pill> Every source is as it should be.
          </p>
        ) : (
          <ol className={form.list}>
            {gaps.map(({ source, dimension, score, evidence, action }) => (
              <li key={`${source} ${dimension}`}>
                <Pill tone={toneOf(score)}>{formatPercent(score)}</Pill> <strong>{humanize(dimension)}</strong> of{" "}
                {source}: {evidence}.
                <p className={form.note}>
                  <Words>{action}</Words>
                </p>
              </li>
            ))}
          </ol>
        )}
      </Panel>
      <Panel title="All sources">
        <DataTable
          caption="Sources"
          rows={sources}
          rowKey={({ source }) => source}
          columns={[
            { title: "Source", show: ({ source }) => source, csv: ({ source }) => source },
            {
              title: "Score",
              show: ({ score }) => <Pill tone={toneOf(score)}>{formatPercent(score)}</Pill>,
              csv: ({ score }) => score,
            },
            {
              title: "Sends",
              show: ({ freshness }) => <FreshnessPill freshness={freshness} />,
              csv: ({ freshness }) => freshness.state,
            },
            { title: "Events", show: ({ events }) => formatCount(events), csv: ({ events }) => events, isNumber: true },
            { title: "People", show: ({ people }) => formatCount(people), csv: ({ people }) => people, isNumber: true },
            {
              title: "Last",
              show: ({ lastReceivedAt }) => <Moment at={lastReceivedAt} />,
              csv: ({ lastReceivedAt }) => lastReceivedAt,
            },
          ]}
        />
      </Panel>
      {sources.map((source) => (
        <Scores key={source.source} source={source} />
      ))}
    </>
  );
}

const freshnessWords: Record<SourceQuality["freshness"]["state"], { tone: Tone; words: string }> = {
  fresh: { tone: "good", words: "As usual" },
  stale: { tone: "bad", words: "Silent for too long" },
  "one-time": { tone: "plain", words: "Came once" },
  unknown: { tone: "plain", words: "Rhythm not known yet" },
};

function FreshnessPill({ freshness: { state, silentHours } }: Pick<SourceQuality, "freshness">) {
  const { tone, words } = freshnessWords[state];
  return (
    <>
      <Pill tone={tone}>{words}</Pill>{" "}
      {state === "stale" ? <span className={form.note}>for {Math.round(silentHours)} h</span> : null}
    </>
  );
}

function Scores({ source: { source, scores } }: { source: SourceQuality }) {
  const judged = scores.filter(({ score }) => !isUndetermined(score)).length;
  return (
    <Panel title={source} aside={`${judged} ${plural(judged, "judgement")}`}>
      <DataTable
        caption={`Quality of ${source}`}
        rows={scores}
        rowKey={({ dimension }) => dimension}
        columns={[
          { title: "Judged by", show: ({ dimension }) => humanize(dimension), csv: ({ dimension }) => dimension },
          {
            title: "As it should be",
            show: ({ score }) => <ScoreView score={score} />,
            csv: ({ score }) => (isUndetermined(score) ? null : score),
          },
          { title: "Counted", isText: true, show: ({ evidence }) => evidence, csv: ({ evidence }) => evidence },
        ]}
      />
    </Panel>
  );
}

function ScoreView({ score }: Pick<QualityScore, "score">) {
  return isUndetermined(score) ? <NotKnown value={score} /> : <Pill tone={toneOf(score)}>{formatPercent(score)}</Pill>;
}

const toneOf = (score: number): Tone => (score >= 0.9 ? "good" : score >= 0.5 ? "warn" : "bad");
