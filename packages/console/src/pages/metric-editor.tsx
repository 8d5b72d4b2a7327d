import { type Aggregation, aggregations, type MetricEntry, metricTypes, metricUnits } from "@attune/model/metric";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type ChangeEvent, useState } from "react";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { useRoute } from "../app/use-route.ts";
import { EntryEditor } from "../decide/entry-editor.tsx";
import { entryAt } from "../decide/with-entry.ts";
import { humanize } from "../format/words.ts";
import { type MeasureForm, type MetricForm, measureForm, metricEntry, metricForm } from "../measure/metric-form.ts";
import { Answer } from "../parts/answer.tsx";
import { EventField } from "../parts/event-field.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { segmentIdOf } from "../segment/with-segment.ts";

export default function MetricEditor() {
  const id = useRoute().query.get("id");
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title={id === null ? "A new metric" : "Change a metric"}
      lead="How the events of a person become one number. Reports told so far are told anew with it."
      up={{ label: "Metrics", route: "#/metrics" }}
    >
      <Answer query={playbook} lines={8}>
        {({ text }) => (
          <Editor
            key={id ?? "new"}
            id={id}
            base={id === null ? undefined : entryAt<MetricEntry>(text, ["metrics", id])}
          />
        )}
      </Answer>
    </Page>
  );
}

function Editor({ id, base }: { id: string | null; base: MetricEntry | undefined }) {
  const [began] = useState(base);
  const [fields, setFields] = useState<MetricForm>(() => metricForm(began));
  const put = (changed: Partial<MetricForm>) => setFields({ ...fields, ...changed });
  const typing = (name: "name" | "afterDays" | "windowDays" | "cap" | "margin") => ({
    value: fields[name],
    onChange: (event: ChangeEvent<HTMLInputElement>) => put({ [name]: event.currentTarget.value }),
  });
  const metricId = id ?? segmentIdOf(fields.name);
  const sides = [fields.above, ...(fields.below === null ? [] : [fields.below])];
  const isComplete =
    metricId !== "" &&
    sides.every(
      ({ events, aggregation, property }) =>
        events.trim() !== "" && (aggregation !== "property" || property.trim() !== ""),
    );
  return (
    <>
      <Panel title="What it is" aside={metricId === "" ? null : <code>{metricId}</code>}>
        <div className={form.stack}>
          <div className={form.row}>
            <TextInput className={form.grow ?? ""} label="Name" maxLength={100} {...typing("name")} />
            <NativeSelect
              label="Better is"
              value={fields.direction}
              onChange={(event) => put({ direction: event.currentTarget.value as MetricForm["direction"] })}
              data={[
                { value: "increase", label: "more of it" },
                { value: "decrease", label: "less of it" },
              ]}
            />
            <NativeSelect
              label="Written as"
              value={fields.unit}
              onChange={(event) => put({ unit: event.currentTarget.value as MetricForm["unit"] })}
              data={[{ value: "", label: "as it is counted" }, ...metricUnits]}
            />
          </div>
          <fieldset className={form.plain}>
            <legend className={form.label}>Told in the reports of</legend>
            {metricTypes.map((type) => (
              <label key={type} className={form.choice}>
                <input
                  type="checkbox"
                  checked={fields.types.includes(type)}
                  onChange={() =>
                    put({
                      types: fields.types.includes(type)
                        ? fields.types.filter((one) => one !== type)
                        : [...fields.types, type],
                    })
                  }
                />{" "}
                {humanize(type)}
              </label>
            ))}
          </fieldset>
        </div>
      </Panel>
      <Panel title="What is counted">
        <Measure value={fields.above} onChange={(above) => put({ above })} />
      </Panel>
      <Panel title="Per what" aside={fields.below === null ? "Per person who met the tactic" : null}>
        {fields.below === null ? (
          <Button variant="default" size="sm" onClick={() => put({ below: measureForm() })}>
            Make it a ratio of two sums
          </Button>
        ) : (
          <div className={form.stack}>
            <Measure value={fields.below} onChange={(below) => put({ below })} />
            <div>
              <Button variant="subtle" size="sm" onClick={() => put({ below: null })}>
                Per person instead
              </Button>
            </div>
          </div>
        )}
      </Panel>
      <Panel title="When, and how far">
        <div className={form.row}>
          <TextInput
            label="From, days after"
            description="The first opportunity"
            inputMode="numeric"
            placeholder="0"
            {...typing("afterDays")}
          />
          <TextInput
            label="Until, days after"
            description="Left out: the tactic's window"
            inputMode="numeric"
            placeholder="7"
            {...typing("windowDays")}
          />
          <TextInput
            label="A person counts at most"
            description="So that one does not decide"
            inputMode="decimal"
            placeholder="open"
            {...typing("cap")}
          />
          <TextInput
            label="May get worse by"
            description="As a guardrail, absolute"
            inputMode="decimal"
            placeholder="no guardrail"
            {...typing("margin")}
          />
        </div>
      </Panel>
      <EntryEditor
        path={["metrics", metricId]}
        entry={isComplete ? metricEntry(fields) : null}
        missing="It needs a name, and the events that count."
        isThere={began !== undefined}
        note={`Metric ${fields.name || metricId}`}
      />
    </>
  );
}

const aggregationLabels: Readonly<Record<Aggregation, string>> = {
  any: "who did it (share of people)",
  absent: "who did not (share of people)",
  count: "how often",
  amount: "money of orders, less refunds",
  quantity: "how many products",
  days: "on how many days",
  seconds: "seconds spent",
  visits: "visits",
  property: "the sum of a property",
};

function Measure({ value, onChange }: { value: MeasureForm; onChange: (value: MeasureForm) => void }) {
  const typing = (name: "times" | "property" | "channel" | "device" | "item" | "category" | "column") => ({
    value: value[name],
    onChange: (event: ChangeEvent<HTMLInputElement>) => onChange({ ...value, [name]: event.currentTarget.value }),
  });
  return (
    <div className={form.stack}>
      <div className={form.row}>
        <EventField
          className={form.grow ?? ""}
          label="Events"
          description="Several are parted by commas; * is every event"
          value={value.events}
          onChange={(events) => onChange({ ...value, events })}
        />
        <NativeSelect
          className={form.grow ?? ""}
          label="Counted is"
          value={value.aggregation}
          onChange={(event) => onChange({ ...value, aggregation: event.currentTarget.value as Aggregation })}
          data={aggregations.map((one) => ({ value: one, label: aggregationLabels[one] }))}
        />
        {value.aggregation === "any" ? (
          <TextInput label="At least, times" inputMode="numeric" placeholder="1" {...typing("times")} />
        ) : null}
        <TextInput
          label="Numeric property"
          placeholder={value.aggregation === "property" ? "rating" : "need not have one"}
          {...typing("property")}
        />
      </div>
      <details>
        <summary className={form.summary}>Only some of these events, and files</summary>
        <div className={form.row}>
          <TextInput label="By channel" placeholder="any" {...typing("channel")} />
          <TextInput label="On device" placeholder="any" {...typing("device")} />
          <TextInput label="With item" placeholder="any" {...typing("item")} />
          <TextInput label="In category" placeholder="any" {...typing("category")} />
          <TextInput label="Column of a CSV file" placeholder="none" {...typing("column")} />
        </div>
      </details>
    </div>
  );
}
