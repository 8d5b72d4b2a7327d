import type { Condition } from "@attune/model/condition";
import type { JourneyEntry } from "@attune/model/journey";
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type ChangeEvent, useState } from "react";
import { useJourneys } from "../api/journeys.ts";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { useSegments } from "../api/segments.ts";
import { useRoute } from "../app/use-route.ts";
import { EntryEditor } from "../decide/entry-editor.tsx";
import { entryAt, idsIn } from "../decide/with-entry.ts";
import { type JourneyForm, journeyEntry, journeyForm } from "../deliver/journey-form.ts";
import { JourneySteps } from "../deliver/journey-steps.tsx";
import type { JourneyWorld } from "../deliver/step-kinds.ts";
import { Answer } from "../parts/answer.tsx";
import { EventField } from "../parts/event-field.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { ConditionBuilder } from "../segment/condition-builder.tsx";
import { segmentIdOf } from "../segment/with-segment.ts";

export default function JourneyEditor() {
  const id = useRoute().query.get("id");
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title={id === null ? "A new journey" : "Change a journey"}
      lead="What begins it, what happens next, and what ends it: the map, with a form in each of its places."
      up={{ label: "Journeys", route: "#/journeys" }}
    >
      <Answer query={playbook} lines={10}>
        {({ text }) => (
          <Editor
            key={id ?? "new"}
            id={id}
            base={id === null ? undefined : entryAt<JourneyEntry>(text, ["journeys", id])}
            world={{ placements: idsIn(text, "placements"), messages: idsIn(text, "messages") }}
          />
        )}
      </Answer>
    </Page>
  );
}

interface EditorProps {
  id: string | null;
  /** As it runs now; undefined: there is none yet. */
  base: JourneyEntry | undefined;
  world: JourneyWorld;
}

function Editor({ id, base, world }: EditorProps) {
  const [began] = useState(base);
  const [fields, setFields] = useState<JourneyForm>(() => journeyForm(began));
  const put = (changed: Partial<JourneyForm>) => setFields({ ...fields, ...changed });
  const counts = useJourneys().data?.journeys.find(({ journeyId }) => journeyId === id)?.counts;
  const underWay = Object.values(counts?.active ?? {}).reduce((sum, count) => sum + count, 0);
  const journeyId = id ?? segmentIdOf(fields.name);
  const isComplete = journeyId !== "" && fields.steps.length > 0 && isTriggered(fields);
  return (
    <>
      <Beginning fields={fields} put={put} journeyId={journeyId} />
      <Panel title="What happens">
        <div className={form.stack}>
          {world.messages.length === 0 ? (
            <p className={form.note}>
              There is no message to send yet: <a href="#/template-editor">write one first</a>.
            </p>
          ) : null}
          <JourneySteps
            steps={fields.steps}
            world={world}
            active={counts?.active ?? {}}
            onChange={(steps) => put({ steps })}
          />
          {underWay === 0 ? null : (
            <p className={form.note}>
              Whoever is in it goes on at the place with the same number. To spare them steps that changed, add new ones
              at the end, or begin a new journey.
            </p>
          )}
        </div>
      </Panel>
      <Ending fields={fields} put={put} />
      <EntryEditor
        path={["journeys", journeyId]}
        entry={isComplete ? journeyEntry(fields) : null}
        missing="It needs a name, something that begins it, and a step."
        isThere={began !== undefined}
        note={`Journey ${fields.name || journeyId}`}
      />
    </>
  );
}

const isTriggered = ({ trigger, event, segment }: JourneyForm): boolean =>
  trigger === "event" ? event.trim() !== "" : segment !== "";

interface PartProps {
  fields: JourneyForm;
  put: (changed: Partial<JourneyForm>) => void;
}

type TextName = {
  [Name in keyof JourneyForm]: JourneyForm[Name] extends string ? Name : never;
}[keyof JourneyForm];

const typing = ({ fields, put }: PartProps, name: TextName) => ({
  value: fields[name],
  onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => put({ [name]: event.currentTarget.value }),
});

function Beginning({ journeyId, ...part }: PartProps & { journeyId: string }) {
  const { fields, put } = part;
  const segments = useSegments().data?.segments ?? [];
  return (
    <Panel title="What begins it, for whom" aside={journeyId === "" ? null : <code>{journeyId}</code>}>
      <div className={form.stack}>
        <div className={form.row}>
          <TextInput className={form.grow ?? ""} label="Name" maxLength={100} {...typing(part, "name")} />
          <TextInput className={form.grow ?? ""} label="Who answers for it" {...typing(part, "owner")} />
        </div>
        <Textarea label="Hypothesis" autosize minRows={2} {...typing(part, "hypothesis")} />
        <div className={form.row}>
          <NativeSelect
            label="It begins"
            value={fields.trigger}
            onChange={(event) => put({ trigger: event.currentTarget.value as JourneyForm["trigger"] })}
            data={[
              { value: "event", label: "when somebody does something" },
              { value: "enters", label: "when somebody comes into a segment" },
              { value: "leaves", label: "when somebody leaves a segment" },
              { value: "daily", label: "each day, for everybody in a segment" },
            ]}
          />
          {fields.trigger === "event" ? (
            <EventField
              className={form.grow ?? ""}
              label="Event that begins it"
              value={fields.event}
              onChange={(event) => put({ event })}
            />
          ) : (
            <NativeSelect
              className={form.grow ?? ""}
              label="Segment"
              value={fields.segment}
              onChange={(event) => put({ segment: event.currentTarget.value })}
              data={[
                { value: "", label: "Choose one" },
                ...segments.map(({ segmentId, name }) => ({ value: segmentId, label: name })),
              ]}
            />
          )}
          {fields.trigger === "daily" ? <TextInput label="At" type="time" {...typing(part, "time")} /> : null}
          <TextInput
            label="Again after, days"
            inputMode="decimal"
            placeholder="never"
            {...typing(part, "againAfterDays")}
          />
          <TextInput label="Held out, %" inputMode="decimal" placeholder="5" {...typing(part, "holdoutPercent")} />
          <TextInput label="Counts for, days" inputMode="numeric" placeholder="7" {...typing(part, "windowDays")} />
        </div>
        {fields.holdoutPercent.trim() === "0" ? (
          <p className={form.note}>With nobody held out, what it does can never be told.</p>
        ) : null}
        <Asked
          label="Only who"
          add="Only some may enter"
          value={fields.when}
          onChange={(when) => put({ when })}
          blank={{ cart: "not-empty" }}
        />
      </div>
    </Panel>
  );
}

function Ending(part: PartProps) {
  const { fields, put } = part;
  return (
    <Panel title="What ends it early" aside="Beside its last step">
      <div className={form.stack}>
        <TextInput
          label="Any of these events"
          description="Several are parted by commas."
          placeholder="Order Completed"
          {...typing(part, "stopOn")}
        />
        <Asked
          label="As soon as"
          add="End it by a condition"
          value={fields.stopWhen}
          onChange={(stopWhen) => put({ stopWhen })}
          blank={{ cart: "empty" }}
        />
      </div>
    </Panel>
  );
}

interface AskedProps {
  label: string;
  add: string;
  value: Condition | null;
  onChange: (value: Condition | null) => void;
  /** What it says at first. */
  blank: Condition;
}

/** A condition that need not be there. */
function Asked({ label, add, value, onChange, blank }: AskedProps) {
  if (value === null)
    return (
      <div>
        <Button variant="default" size="sm" onClick={() => onChange(blank)}>
          {add}
        </Button>
      </div>
    );
  return (
    <div className={form.stack}>
      <ConditionBuilder label={label} value={value} onChange={onChange} />
      <div>
        <Button variant="subtle" size="sm" onClick={() => onChange(null)}>
          Take the condition out
        </Button>
      </div>
    </div>
  );
}
