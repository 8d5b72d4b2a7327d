import type { TrackingPlan } from "@attune/model/tracking-plan";
import { useState } from "react";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { usePlanDraft } from "../api/tracking-plan.ts";
import { useMay } from "../app/session.ts";
import { useRoute } from "../app/use-route.ts";
import { type DraftedEvent, draftedEvents } from "../collect/merged-plan.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { entryAt, withEntry } from "../decide/with-entry.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Allowed } from "../parts/not-for-role.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

/** What recent traffic would follow, beside the plan in force: what is taken over widens it. With `?event=` only that one is looked at. */
export default function TrackingPlanDraft() {
  const event = useRoute().query.get("event");
  const playbook = usePlaybookToEdit();
  const draft = usePlanDraft(useMay("study"));
  return (
    <Page
      title={event === null ? "Learn the plan from traffic" : `Accept what ${event} brings`}
      lead="What the latest events have in common. It knows what comes, not what should: leave out what is a mistake, and mend it where it is sent."
      up={{ label: "Tracking plan", route: "#/tracking-plan" }}
    >
      <Allowed to="study">
        <Answer query={playbook} lines={4}>
          {({ text, revision }) => (
            <Answer query={draft} lines={8}>
              {({ plan }) => <Draft text={text} revision={revision} draft={plan} only={event} />}
            </Answer>
          )}
        </Answer>
      </Allowed>
    </Page>
  );
}

interface DraftProps {
  text: string;
  revision: number;
  draft: TrackingPlan;
  only: string | null;
}

function Draft({ text, revision, draft, only }: DraftProps) {
  // The plan that the choice began from: what is put in place meanwhile is the page's own doing.
  const [began] = useState({ text, revision, plan: entryAt<TrackingPlan>(text, ["trackingPlan"]) ?? {} });
  const found = draftedEvents(began.plan, draft).filter(({ event }) => only === null || event === only);
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const taken = found.filter(({ event, state }) => state !== "same" && !left.has(event));
  const turn = (event: string) => {
    const next = new Set(left);
    if (!next.delete(event)) next.add(event);
    setLeft(next);
  };
  if (found.length === 0)
    return (
      <Panel title="Found in traffic">
        <Empty title={only === null ? "Too few events to learn from" : `Too few events of the name ${only}`}>
          A plan is learned from twenty events of a name.{" "}
          <a href={`#/planned-event${only === null ? "" : `?event=${encodeURIComponent(only)}`}`}>Write it by hand</a>{" "}
          instead.
        </Empty>
      </Panel>
    );
  const plan = { ...began.plan, ...Object.fromEntries(taken.map(({ event, merged }) => [event, merged])) };
  return (
    <>
      <Panel title="Found in traffic" aside={`${formatCount(found.length)} ${plural(found.length, "event")}`}>
        <DataTable
          caption="Events found in traffic"
          rows={found}
          rowKey={({ event }) => event}
          columns={[
            { title: "Event", show: ({ event }) => event, csv: ({ event }) => event },
            { title: "Beside the plan", show: (row) => <State row={row} />, csv: ({ state }) => state },
            {
              title: "What taking it over changes",
              show: ({ differences }) => (differences.length === 0 ? "nothing" : differences.join("; ")),
              csv: ({ differences }) => differences.join("; "),
            },
            {
              title: "Take it over",
              show: ({ event, state }) =>
                state === "same" ? null : (
                  <label className={form.choice}>
                    <input type="checkbox" checked={!left.has(event)} onChange={() => turn(event)} /> Take {event}
                  </label>
                ),
            },
          ]}
        />
      </Panel>
      <Panel title="What it would change">
        {taken.length === 0 ? (
          <p className={form.note}>Nothing is taken over.</p>
        ) : (
          <PlaybookChange
            text={withEntry(began.text, ["trackingPlan"], plan)}
            from={began.revision}
            note={`Tracking plan: ${only ?? `${taken.length} ${plural(taken.length, "event")}`} as traffic has it`}
          />
        )}
      </Panel>
    </>
  );
}

const stateWords = { new: "New", differs: "Differs", same: "As planned" } as const;
const stateTones = { new: "plain", differs: "warn", same: "good" } as const;

function State({ row: { state } }: { row: DraftedEvent }) {
  return <Pill tone={stateTones[state]}>{stateWords[state]}</Pill>;
}
