import type { StudyDesign } from "@attune/model/effect-study";
import { NativeSelect } from "@mantine/core";
import { useGet } from "../api/get.ts";
import { useJob } from "../api/jobs.ts";
import { useTactics } from "../api/measure.ts";
import { useQueryChoice, useQueryState } from "../app/use-route.ts";
import { humanize } from "../format/words.ts";
import { StudyView, type TacticStudy } from "../measure/study-view.tsx";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { JobAnswer } from "../parts/job-answer.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

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
