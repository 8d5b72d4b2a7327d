import { useJourneys } from "../api/journeys.ts";
import { routeTo } from "../app/route-address.ts";
import { JourneyMapView } from "../deliver/journey-map-view.tsx";
import { formatCount } from "../format/number.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

export default function Journeys() {
  const journeys = useJourneys();
  return (
    <Page
      title="Journeys"
      lead="Conversations over time: what happens next to whom, and where everybody is now."
      actions={
        <div className={form.buttons}>
          <LinkButton href="#/journey-templates">Ready ones</LinkButton>
          <LinkButton href="#/journey-editor" isMain>
            New journey
          </LinkButton>
        </div>
      }
    >
      <Answer query={journeys} lines={8}>
        {({ journeys: found, pending, trouble }) => (
          <>
            {trouble === null ? null : (
              <p role="alert">
                <Pill tone="bad">Trouble</Pill> {trouble}
              </p>
            )}
            {found.length === 0 ? (
              <Panel title="All journeys">
                <Empty title="No journeys yet">
                  A journey begins with an event or a segment, waits, asks and sends.{" "}
                  <a href="#/journey-editor">Make the first</a>, or{" "}
                  <a href="#/journey-templates">take over a ready one</a>.
                </Empty>
              </Panel>
            ) : (
              found.map((journey) => (
                <Panel
                  key={journey.journeyId}
                  title={journey.name}
                  aside={<a href={routeTo("journeys", journey.journeyId)}>Who is where, and why</a>}
                >
                  <div className={form.stack}>
                    {journey.hypothesis === undefined ? null : <p>{journey.hypothesis}</p>}
                    <p className={form.note}>
                      {formatCount(journey.counts.people)} came into it so far; {Math.round(100 * journey.holdout)}% are
                      held out, so that its effect can be measured.
                    </p>
                    <JourneyMapView journey={journey} />
                  </div>
                </Panel>
              ))
            )}
            <p className={form.note}>
              {formatCount(pending)} messages wait for their time. <a href="#/messages">What was sent</a>
            </p>
          </>
        )}
      </Answer>
    </Page>
  );
}
