import { type PlannedEvent, plannedTypes, type TrackingPlan } from "@attune/model/tracking-plan";
import { Button, Textarea, TextInput } from "@mantine/core";
import { type ChangeEvent, useState } from "react";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { usePlanCheck } from "../api/tracking-plan.ts";
import { useSettled } from "../api/use-settled.ts";
import { useMay } from "../app/session.ts";
import { useRoute } from "../app/use-route.ts";
import {
  type PlannedEventForm,
  type PropertyForm,
  plannedEvent,
  plannedEventForm,
} from "../collect/planned-event-form.ts";
import { EntryEditor } from "../decide/entry-editor.tsx";
import { entryAt } from "../decide/with-entry.ts";
import { formatCount, formatPercent } from "../format/number.ts";
import { humanize, plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { EventField } from "../parts/event-field.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

export default function PlannedEventPage() {
  const event = useRoute().query.get("event");
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title={event ?? "Plan an event"}
      lead="What it means, who answers for it, and what it is to carry."
      up={{ label: "Tracking plan", route: "#/tracking-plan" }}
    >
      <Answer query={playbook} lines={8}>
        {({ text }) => (
          <Editor
            key={event ?? "new"}
            event={event}
            base={event === null ? undefined : entryAt<PlannedEvent>(text, ["trackingPlan", event])}
          />
        )}
      </Answer>
    </Page>
  );
}

function Editor({ event, base }: { event: string | null; base: PlannedEvent | undefined }) {
  const [began] = useState(base);
  const [fields, setFields] = useState<PlannedEventForm>(() => plannedEventForm(event ?? "", began));
  const put = (changed: Partial<PlannedEventForm>) => setFields({ ...fields, ...changed });
  const typing = (name: "description" | "owner" | "sources") => ({
    value: fields[name],
    onChange: (input: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      put({ [name]: input.currentTarget.value }),
  });
  const name = event ?? fields.name.trim();
  const isComplete =
    name !== "" && fields.properties.every(({ name: own, types }) => own.trim() === "" || types.length > 0);
  const planned = plannedEvent(fields);
  return (
    <>
      <Panel title="The event">
        <div className={form.stack}>
          <div className={form.row}>
            {event === null ? (
              <EventField
                className={form.grow ?? ""}
                label="Name, as it is kept"
                value={fields.name}
                onChange={(typed) => put({ name: typed })}
              />
            ) : null}
            <TextInput className={form.grow ?? ""} label="Who answers for it" {...typing("owner")} />
            <TextInput
              className={form.grow ?? ""}
              label="From the sources"
              placeholder="everywhere"
              {...typing("sources")}
            />
          </div>
          <Textarea label="What it means" autosize minRows={2} {...typing("description")} />
        </div>
      </Panel>
      <Panel title={name === "identify" ? "Its traits" : "Its properties"}>
        <Properties rows={fields.properties} onChange={(properties) => put({ properties })} />
      </Panel>
      {isComplete ? <AgainstTraffic name={name} planned={planned} /> : null}
      <EntryEditor
        path={["trackingPlan", name]}
        entry={isComplete ? planned : null}
        missing="It needs a name, and a type for each property."
        isThere={began !== undefined}
        note={`Tracking plan: ${name}`}
      />
    </>
  );
}

interface PropertiesProps {
  rows: readonly PropertyForm[];
  onChange: (rows: PropertyForm[]) => void;
}

function Properties({ rows, onChange }: PropertiesProps) {
  const put = (place: number, changed: Partial<PropertyForm>) =>
    onChange(rows.map((row, index) => (index === place ? { ...row, ...changed } : row)));
  return (
    <div className={form.stack}>
      {rows.map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its name changes while it is typed.
        <div className={form.row} key={place}>
          <TextInput
            className={form.grow ?? ""}
            label={`Property ${place + 1}`}
            size="sm"
            value={row.name}
            onChange={(event) => put(place, { name: event.currentTarget.value })}
          />
          <fieldset className={form.plain}>
            <legend className={form.label}>May be</legend>
            {plannedTypes.map((type) => (
              <label key={type} className={form.choice}>
                <input
                  type="checkbox"
                  checked={row.types.includes(type)}
                  onChange={() =>
                    put(place, {
                      types: row.types.includes(type) ? row.types.filter((one) => one !== type) : [...row.types, type],
                    })
                  }
                />{" "}
                {type}
              </label>
            ))}
          </fieldset>
          <label className={form.choice}>
            <input
              type="checkbox"
              checked={row.isRequired}
              onChange={() => put(place, { isRequired: !row.isRequired })}
            />{" "}
            required
          </label>
          {row.types.includes("text") ? (
            <Textarea
              label="Only these values, one a line"
              size="sm"
              autosize
              minRows={1}
              maxRows={6}
              placeholder="any"
              value={row.values}
              onChange={(event) => put(place, { values: event.currentTarget.value })}
            />
          ) : null}
          <Button
            variant="subtle"
            size="sm"
            aria-label={`Take out ${row.name || `property ${place + 1}`}`}
            onClick={() => onChange(rows.filter((_, index) => index !== place))}
          >
            Take out
          </Button>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="sm"
          onClick={() => onChange([...rows, { name: "", types: ["text"], isRequired: false, values: "" }])}
        >
          Add a property
        </Button>
      </div>
    </div>
  );
}

/** What the latest events of this name would be found to be, before the plan is in place. */
function AgainstTraffic({ name, planned }: { name: string; planned: PlannedEvent }) {
  const mayStudy = useMay("study");
  const settled = useSettled(JSON.stringify({ [name]: planned }));
  const check = usePlanCheck(mayStudy ? (JSON.parse(settled) as TrackingPlan) : null);
  if (!mayStudy) return null;
  return (
    <Panel title="Against the latest events">
      <Answer query={check} lines={2}>
        {({ violations, silent }) => {
          const own = violations.filter(({ event }) => event === name);
          if (silent.includes(name)) return <p className={form.note}>None of this name is among them.</p>;
          if (own.length === 0)
            return (
              <p>
                <Pill tone="good">All follow it</Pill> None of the latest events of this name departs from it.
              </p>
            );
          return (
            <ul className={form.list}>
              {own.map(({ kind, property, events, share, example }) => (
                <li key={`${kind} ${property ?? ""}`}>
                  <Pill tone="warn">{humanize(kind)}</Pill> <strong>{property ?? name}</strong>: {formatCount(events)}{" "}
                  {plural(events, "event")} ({formatPercent(share)}){example === null ? "" : `, such as ${example}`}
                </li>
              ))}
            </ul>
          );
        }}
      </Answer>
    </Panel>
  );
}
