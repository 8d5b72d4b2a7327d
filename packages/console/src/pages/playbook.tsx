import type { PlaybookDocument, TacticEvidence, TacticPage } from "@attune/model/playbook-report";
import { isUndetermined } from "@attune/model/undetermined";
import { parse } from "yaml";
import { usePlaybookDocument } from "../api/playbook.ts";
import { routeTo } from "../app/route-address.ts";
import { type Domain, domainOf } from "../charts/interval-scale.ts";
import { Findings } from "../decide/plan-view.tsx";
import { ShownView } from "../decide/shown-view.tsx";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize } from "../format/words.ts";
import { effectOfEvidence } from "../measure/time-to-answer.ts";
import { Answer } from "../parts/answer.tsx";
import { LiftChange } from "../parts/change.tsx";
import { Condition } from "../parts/condition.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Moment } from "../parts/moment.tsx";
import { NotKnown } from "../parts/not-known.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { TacticAnswerTime } from "../parts/tactic-answer-time.tsx";

export default function PlaybookPage() {
  const document = usePlaybookDocument();
  return (
    <Page
      title="Playbook"
      lead="What is shown to whom, why, and what came of it: one document for everybody who decides."
      actions={<LinkButton href="#/playbook/edit">Edit</LinkButton>}
    >
      <Answer query={document} lines={10}>
        {(answer) => <DocumentView document={answer} />}
      </Answer>
    </Page>
  );
}

function DocumentView({ document }: { document: PlaybookDocument }) {
  const { tactics, findings, revision, holdout } = document;
  const lifts = tactics.flatMap(({ evidence }) =>
    isUndetermined(evidence) || isUndetermined(evidence.lift) ? [] : [evidence.lift],
  );
  return (
    <>
      <Panel
        title={document.business}
        aside={revision === null ? "in no history yet" : `Revision ${revision.revision}`}
      >
        <Facts
          facts={[
            ["Held out of all", `${formatPercent(holdout)} of people see the default everywhere`],
            ["Tactics", formatCount(tactics.length)],
            [
              "Last change",
              revision === null ? (
                "none"
              ) : (
                <span key="change">
                  <Moment at={revision.at} /> by {revision.author}
                  {revision.note === "" ? "" : `: ${revision.note}`}
                </span>
              ),
            ],
          ]}
        />
      </Panel>
      {findings.length === 0 ? null : (
        <Panel title="What to mend or know" aside={formatCount(findings.length)}>
          <Findings findings={findings} />
        </Panel>
      )}
      {tactics.length === 0 ? (
        <Panel title="Tactics">
          <Empty title="No tactics yet">
            A tactic says what to show in a placement, and to whom. <a href="#/playbook/edit">Write the first</a>; you
            see whom it would touch before it runs.
          </Empty>
        </Panel>
      ) : (
        tactics.map((tactic) => <TacticPanel key={tactic.tacticId} tactic={tactic} domain={domainOf(lifts)} />)
      )}
    </>
  );
}

const stateTones = { running: "good", scheduled: "plain", ended: "plain", stopped: "warn" } as const;

function TacticPanel({ tactic, domain }: { tactic: TacticPage; domain: Domain }) {
  return (
    <Panel
      title={tactic.name}
      aside={
        <Pill tone={stateTones[tactic.state]}>
          {{ running: "Running", scheduled: "Scheduled", ended: "Ended", stopped: "Stopped" }[tactic.state]}
        </Pill>
      }
    >
      <div className={form.columns}>
        <div className={form.stack}>
          {tactic.hypothesis === null ? (
            <p className={form.note}>It names no hypothesis: nobody can say what it should change.</p>
          ) : (
            <p>{tactic.hypothesis}</p>
          )}
          <div>
            {isUndetermined(tactic.evidence) ? (
              <NotKnown value={tactic.evidence} />
            ) : (
              <Evidence tactic={tactic} evidence={tactic.evidence} domain={domain} />
            )}
          </div>
          <a href={routeTo("tactics", tactic.tacticId)}>The whole report</a>
        </div>
        <div className={form.stack}>
          <Facts
            facts={[
              ["Where", tactic.placementId],
              [
                "For whom",
                tactic.segment === null ? "Everyone" : <Condition key="whom" value={parse(tactic.segment)} />,
              ],
              ["When", tactic.trigger ?? "whenever the placement is asked for"],
              [
                "Goal",
                tactic.metric === null
                  ? "none said"
                  : `${humanize(tactic.metric)}${tactic.target === null ? "" : ` ${formatPercent(tactic.target, { signed: true })}`}${tactic.by === null ? "" : ` by ${tactic.by}`}`,
              ],
              ["Held out", formatPercent(tactic.holdout)],
              ...(tactic.stop === null
                ? []
                : [["Stopped", `by ${tactic.stop.by}: ${tactic.stop.reason}`] satisfies [string, string]]),
              ["Restraint", tactic.restraint.length === 0 ? "none" : tactic.restraint.join("; ")],
            ]}
          />
          <ShownView {...tactic} />
        </div>
      </div>
    </Panel>
  );
}

interface EvidenceProps {
  tactic: Pick<TacticPage, "tacticId" | "target">;
  evidence: TacticEvidence;
  domain: Domain;
}

function Evidence({ tactic: { tacticId, target }, evidence, domain }: EvidenceProps) {
  return (
    <>
      <p className={form.note}>
        Lift of {humanize(evidence.metric).toLowerCase()}, {formatCount(evidence.exposed)} exposed against{" "}
        {formatCount(evidence.heldOut)} held out
      </p>
      <LiftChange lift={evidence.lift} domain={domain} subject={evidence.metric} />
      <TacticAnswerTime
        tacticId={tacticId}
        of={(report) => effectOfEvidence(report, evidence)}
        lift={target ?? undefined}
      />
      {evidence.againstTarget === null ? null : <p>{evidence.againstTarget}</p>}
    </>
  );
}
