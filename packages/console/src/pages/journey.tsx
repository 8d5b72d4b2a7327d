import type { JourneyRun } from "@attune/model/journey";
import { useJourneyRuns, useJourneys } from "../api/journeys.ts";
import { useBusiness } from "../api/system.ts";
import { routeTo } from "../app/route-address.ts";
import { JourneyMapView } from "../deliver/journey-map-view.tsx";
import { tellMoments } from "../format/time.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { shortId } from "../people/display-name.ts";
import { armWords } from "../people/profile-panels.tsx";

export default function JourneyPage({ id = "" }: { id?: string }) {
  const journeys = useJourneys();
  const runs = useJourneyRuns(id);
  const journey = journeys.data?.journeys.find(({ journeyId }) => journeyId === id);
  return (
    <Page
      title={journey?.name ?? id}
      lead={journey?.hypothesis}
      up={{ label: "Journeys", route: "#/journeys" }}
      actions={
        <div className={form.buttons}>
          <LinkButton href={`#/explore?tactic=${encodeURIComponent(id)}`}>What it caused</LinkButton>
          <LinkButton href={`#/journey-editor?id=${encodeURIComponent(id)}`}>Change it</LinkButton>
        </div>
      }
    >
      <Panel title="The map">
        <Answer query={journeys}>
          {() =>
            journey === undefined ? (
              <Empty title="The playbook has no such journey" />
            ) : (
              <JourneyMapView journey={journey} />
            )
          }
        </Answer>
      </Panel>
      <Panel title="Who is where, and why" aside="The first 100">
        <Answer query={runs}>
          {({ runs: found }) =>
            found.length === 0 ? (
              <Empty title="Nobody has come into it yet">They come as the trigger finds them.</Empty>
            ) : (
              <RunTable runs={found} />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function RunTable({ runs }: { runs: ReadonlyArray<JourneyRun & { told: string }> }) {
  const timeZone = useBusiness().data?.timeZone;
  return (
    <DataTable
      caption="People in the journey"
      rows={runs}
      rowKey={({ profileId, count }) => `${profileId} ${count}`}
      columns={[
        {
          title: "Person",
          show: ({ profileId }) => (
            <a href={routeTo("profiles", "profile_id", profileId)} title={profileId}>
              {shortId(profileId)}
            </a>
          ),
          csv: ({ profileId }) => profileId,
        },
        { title: "Where", show: ({ told }) => tellMoments(told, timeZone), csv: ({ told }) => told },
        {
          title: "Last",
          show: ({ notes }) => {
            const last = notes.at(-1);
            return last === undefined ? "" : tellMoments(last.told, timeZone);
          },
          csv: ({ notes }) => notes.at(-1)?.told ?? null,
        },
        {
          title: "Side",
          show: ({ arm }) => <Pill tone={armWords[arm].tone}>{armWords[arm].words}</Pill>,
          csv: ({ arm }) => arm,
        },
        {
          title: "Came in",
          show: ({ enteredAt }) => <Moment at={enteredAt} />,
          csv: ({ enteredAt }) => new Date(enteredAt).toISOString(),
        },
      ]}
    />
  );
}
