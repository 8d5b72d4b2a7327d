import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { type ChangeEvent, useState } from "react";
import { useMetrics } from "../api/metrics.ts";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { useSegments } from "../api/segments.ts";
import { useRoute } from "../app/use-route.ts";
import { EntryEditor } from "../decide/entry-editor.tsx";
import { ContentFields, ItemsFields } from "../decide/entry-fields.tsx";
import { type TacticEntry, type TacticForm, tacticEntry, tacticForm } from "../decide/tactic-form.ts";
import { entryAt, idsIn } from "../decide/with-entry.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Condition } from "../parts/condition.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { segmentIdOf } from "../segment/with-segment.ts";

export default function TacticEditor() {
  const { query } = useRoute();
  const id = query.get("id");
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title={id === null ? "A new tactic" : "Change a tactic"}
      lead="What to show, to whom, where, and what it is to reach. You see whom it touches before it runs."
      up={{ label: "Placements and tactics", route: "#/placements" }}
    >
      <Answer query={playbook} lines={10}>
        {({ text }) => (
          <Editor
            key={id ?? "new"}
            id={id}
            base={id === null ? undefined : entryAt<TacticEntry>(text, ["tactics", id])}
            placements={idsIn(text, "placements")}
            offers={idsIn(text, "offers")}
            placement={query.get("placement")}
          />
        )}
      </Answer>
    </Page>
  );
}

interface EditorProps {
  id: string | null;
  /** As it runs now; undefined: there is none yet. */
  base: TacticEntry | undefined;
  placements: string[];
  offers: string[];
  /** The one to begin with. */
  placement: string | null;
}

function Editor({ id, base, placements, offers, placement }: EditorProps) {
  const [began] = useState(base);
  const [fields, setFields] = useState<TacticForm>(() => ({
    ...tacticForm(began),
    ...(began === undefined
      ? { placement: placement ?? placements[0] ?? "", holdoutPercent: "10", content: [["headline", ""]] as const }
      : {}),
  }));
  const put = (changed: Partial<TacticForm>) => setFields({ ...fields, ...changed });
  const typing = (name: keyof TacticForm) => ({
    value: fields[name] as string,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) =>
      put({ [name]: event.currentTarget.value }),
  });
  const tacticId = id ?? segmentIdOf(fields.name);
  const isComplete = tacticId !== "" && fields.placement !== "";
  return (
    <>
      <Panel title="What and where" aside={tacticId === "" ? null : <code>{tacticId}</code>}>
        <div className={form.stack}>
          <div className={form.row}>
            <TextInput className={form.grow ?? ""} label="Name" maxLength={100} {...typing("name")} />
            <NativeSelect className={form.grow ?? ""} label="Placement" {...typing("placement")} data={placements} />
          </div>
          <Textarea
            label="Hypothesis"
            description="Whom, what, and why it should work."
            autosize
            minRows={2}
            {...typing("hypothesis")}
          />
          <ContentFields rows={fields.content} onChange={(content) => put({ content })} />
          <ItemsFields
            from={fields.itemsFrom}
            limit={fields.itemsLimit}
            onFrom={(itemsFrom) => put({ itemsFrom, itemsLimit: fields.itemsLimit || "8" })}
            onLimit={(itemsLimit) => put({ itemsLimit })}
          />
        </div>
      </Panel>
      <Audience fields={fields} typing={typing} base={began} />
      <Goal typing={typing} />
      <Restraint typing={typing} offers={offers} />
      <EntryEditor
        path={["tactics", tacticId]}
        entry={isComplete ? tacticEntry(fields, began) : null}
        missing="It needs a name and a placement."
        isThere={began !== undefined}
        note={`Tactic ${fields.name || tacticId}`}
      />
    </>
  );
}

interface FieldsProps {
  typing: (name: keyof TacticForm) => {
    value: string;
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) => void;
  };
}

function Audience({ fields, typing, base }: FieldsProps & { fields: TacticForm; base: TacticEntry | undefined }) {
  const segments = useSegments().data?.segments ?? [];
  return (
    <Panel title="For whom" aside={<a href="#/segment-builder">Build a segment</a>}>
      <div className={form.stack}>
        <div className={form.row}>
          <NativeSelect
            className={form.grow ?? ""}
            label="Who"
            {...typing("audience")}
            data={[
              { value: "everyone", label: "Everyone" },
              { value: "new", label: "New visitors" },
              { value: "returning", label: "Returning visitors" },
              ...segments.map(({ segmentId, name }) => ({ value: `segment:${segmentId}`, label: `Segment: ${name}` })),
              ...(base?.when === undefined ? [] : [{ value: "own", label: "Its own condition" }]),
            ]}
          />
          <TextInput label="Held out, %" inputMode="decimal" {...typing("holdoutPercent")} />
          <TextInput
            label="Priority"
            description="The greater wins."
            inputMode="numeric"
            placeholder="0"
            {...typing("priority")}
          />
        </div>
        {fields.audience === "own" && base?.when !== undefined ? <Condition value={base.when as never} /> : null}
        {fields.holdoutPercent.trim() === "0" ? (
          <p className={form.note}>With nobody held out, what it does can never be told.</p>
        ) : null}
      </div>
    </Panel>
  );
}

function Goal({ typing }: FieldsProps) {
  const metrics = useMetrics().data?.metrics ?? [];
  return (
    <Panel title="What it is to reach">
      <div className={form.row}>
        <NativeSelect
          className={form.grow ?? ""}
          label="Metric"
          {...typing("goalMetric")}
          data={[
            { value: "", label: "No goal" },
            ...metrics.map(({ metricId, name }) => ({ value: metricId, label: humanize(name) })),
          ]}
        />
        <TextInput label="More by, %" inputMode="decimal" placeholder="5" {...typing("goalTargetPercent")} />
        <TextInput label="Known by" type="date" {...typing("goalBy")} />
        <TextInput label="Counts for, days" inputMode="numeric" placeholder="7" {...typing("windowDays")} />
      </div>
    </Panel>
  );
}

function Restraint({ typing, offers }: FieldsProps & { offers: string[] }) {
  return (
    <Panel title="How often, when, and with what">
      <div className={form.row}>
        <TextInput label="At most, times" inputMode="numeric" {...typing("capAtMost")} />
        <TextInput label="within days" inputMode="decimal" placeholder="7" {...typing("capWithinDays")} />
        <TextInput label="Not from–to" placeholder="22:00-07:00" {...typing("quietHours")} />
        <TextInput label="From" type="date" {...typing("from")} />
        <TextInput label="Until" type="date" {...typing("until")} />
        <NativeSelect
          label="Gives the offer"
          {...typing("offer")}
          data={[{ value: "", label: "None" }, ...offers.map((offer) => ({ value: offer, label: offer }))]}
        />
        <TextInput label="One of the group" placeholder="none" {...typing("exclusivityGroup")} />
      </div>
    </Panel>
  );
}
