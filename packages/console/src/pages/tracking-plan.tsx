import type {
  PlanCheck,
  PlannedEvent,
  PlanViolation,
  PlanViolationKind,
  TrackingPlan,
} from "@attune/model/tracking-plan";
import { usePlanCheck, useTrackingPlan } from "../api/tracking-plan.ts";
import { useMay } from "../app/session.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Moment } from "../parts/moment.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";

export default function TrackingPlanPage() {
  const plan = useTrackingPlan();
  return (
    <Page
      title="Tracking plan"
      lead="Which events are to come in, with which properties, who answers for each, and where traffic departs from that."
      actions={
        <div className={form.buttons}>
          <LinkButton href="#/tracking-plan/draft">Learn from traffic</LinkButton>
          <LinkButton href="#/planned-event" isMain>
            Plan an event
          </LinkButton>
        </div>
      }
    >
      <Answer query={plan} lines={8}>
        {({ plan: found }) =>
          Object.keys(found).length === 0 ? (
            <Panel title="The plan">
              <Empty title="No event is planned yet">
                Let it be <a href="#/tracking-plan/draft">learned from the traffic that comes in</a>, correct it, and
                put it in place: from then on this page says what departs from it.
              </Empty>
            </Panel>
          ) : (
            <>
              <Departures plan={found} />
              <Planned plan={found} />
            </>
          )
        }
      </Answer>
    </Page>
  );
}

/** The form of a planned event. */
const planEvent = (event: string): string => `#/planned-event?event=${encodeURIComponent(event)}`;
const takeOver = (event: string): string => `#/tracking-plan/draft?event=${encodeURIComponent(event)}`;

function Departures({ plan }: { plan: TrackingPlan }) {
  const check = usePlanCheck(useMay("study") ? undefined : null);
  return (
    <Panel title="Where traffic departs from it">
      <Allowed to="study">
        <Answer query={check} lines={6}>
          {(found) => <CheckView check={found} plan={plan} />}
        </Answer>
      </Allowed>
    </Panel>
  );
}

function CheckView({
  check: { events, since, conform, violations, silent },
  plan,
}: {
  check: PlanCheck;
  plan: TrackingPlan;
}) {
  if (events === 0 || since === null || conform === null)
    return (
      <Empty title="No event has come in">
        Put <a href="#/start">the snippet</a> into your pages first.
      </Empty>
    );
  return (
    <div className={form.stack}>
      <p>
        <Pill tone={toneOf(conform)}>{formatPercent(conform)}</Pill> of the latest {formatCount(events)}{" "}
        {plural(events, "event")} follow the plan, since <Moment at={since} />.
      </p>
      {violations.length === 0 ? null : (
        <DataTable
          caption="Departures from the tracking plan"
          rows={violations}
          rowKey={({ kind, event, property }) => `${kind} ${event} ${property ?? ""}`}
          columns={[
            {
              title: "Event",
              show: ({ event }) => (Object.hasOwn(plan, event) ? <a href={planEvent(event)}>{event}</a> : event),
              csv: ({ event }) => event,
            },
            { title: "What is wrong", show: violationWords, csv: ({ kind }) => kind },
            { title: "Property", show: ({ property }) => property ?? "–", csv: ({ property }) => property ?? null },
            {
              title: "Events",
              show: ({ events: count, share }) => `${formatCount(count)} (${formatPercent(share)})`,
              csv: ({ events: count }) => count,
              csvAlso: [{ title: "Share", csv: ({ share }) => share }],
              isNumber: true,
            },
            { title: "From", show: ({ sources }) => sources.join(", "), csv: ({ sources }) => sources.join(" ") },
            { title: "Such as", show: ({ example }) => example ?? "–", csv: ({ example }) => example },
            { title: "Accept it", show: ({ event }) => <a href={takeOver(event)}>Widen the plan</a> },
          ]}
        />
      )}
      {silent.length === 0 ? null : (
        <p>
          <Pill tone="warn">Silent</Pill> Planned, and not among these events: {silent.join(", ")}.
        </p>
      )}
    </div>
  );
}

const toneOf = (conform: number): Tone => (conform >= 0.99 ? "good" : conform >= 0.9 ? "warn" : "bad");

const violationTitles: Readonly<Record<PlanViolationKind, string>> = {
  "unplanned-event": "Not planned",
  "unplanned-source": "From a source that is not planned",
  "unplanned-property": "A property that is not planned",
  missing: "A required property is missing",
  "wrong-type": "Of another type",
  "unknown-value": "A value that is not planned",
};

const violationWords = ({ kind }: PlanViolation): string => violationTitles[kind];

function Planned({ plan }: { plan: TrackingPlan }) {
  const rows = Object.entries(plan);
  return (
    <Panel title="The plan" aside={`${formatCount(rows.length)} ${plural(rows.length, "event")}`}>
      <DataTable
        caption="Tracking plan"
        rows={rows}
        rowKey={([event]) => event}
        columns={[
          { title: "Event", show: ([event]) => <a href={planEvent(event)}>{event}</a>, csv: ([event]) => event },
          {
            title: "What it means",
            show: ([, { description }]) => description ?? "–",
            csv: ([, { description }]) => description ?? null,
          },
          { title: "Properties", show: ([, event]) => propertyWords(event), csv: ([, event]) => propertyWords(event) },
          { title: "From", show: ([, { sources }]) => sources?.join(", ") ?? "everywhere", csv: sourcesText },
          { title: "Answers for it", show: ([, { owner }]) => owner ?? "–", csv: ([, { owner }]) => owner ?? null },
        ]}
      />
    </Panel>
  );
}

const sourcesText = ([, { sources }]: [string, PlannedEvent]): string | null => sources?.join(" ") ?? null;

/** Those that are required are marked with a star. */
function propertyWords({ properties = {} }: PlannedEvent): string {
  const named = Object.entries(properties).map(([name, { required }]) => (required === true ? `${name}*` : name));
  return named.length === 0 ? "none" : named.join(", ");
}
