import type { PlaybookFile } from "@attune/model/playbook-file";
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useMetrics } from "../api/metrics.ts";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { useRoute } from "../app/use-route.ts";
import { ContentFields } from "../decide/entry-fields.tsx";
import { type ExperimentForm, variantsOf, withExperiment } from "../decide/experiment-form.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { PowerPanel } from "../decide/power-panel.tsx";
import type { TacticEntry } from "../decide/tactic-form.ts";
import { entryAt } from "../decide/with-entry.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { segmentIdOf } from "../segment/with-segment.ts";

type Tactics = NonNullable<PlaybookFile["tactics"]>;

export default function ExperimentBuilder() {
  const { query } = useRoute();
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title="Set up an experiment"
      lead="One tactic, two or more ways to show it, one question. What decides is locked when it starts."
      up={{ label: "Experiments", route: "#/experiments" }}
    >
      <Answer query={playbook} lines={10}>
        {({ text, revision }) => {
          const tactics = entryAt<Tactics>(text, ["tactics"]) ?? {};
          return Object.keys(tactics).length === 0 ? (
            <Panel title="On which tactic">
              <Empty title="No tactics yet">
                An experiment compares variants of a tactic. <a href="#/tactic-editor">Declare one first</a>.
              </Empty>
            </Panel>
          ) : (
            <Builder
              text={text}
              revision={revision}
              tactics={tactics}
              tactic={query.get("tactic")}
              without={query.get("without")}
            />
          );
        }}
      </Answer>
    </Page>
  );
}

interface BuilderProps {
  text: string;
  revision: number;
  tactics: Tactics;
  tactic: string | null;
  /** The signal whose worth it is to prove; null: it asks something else. */
  without: string | null;
}

/** One that has no variants yet, since those that it has would be dealt out as well. */
function usualTactic(tactics: Tactics): string {
  const ids = Object.keys(tactics);
  const isPlain = ({ variants, price }: TacticEntry) => variants === undefined && price === undefined;
  return Object.entries(tactics).find(([, tactic]) => isPlain(tactic))?.[0] ?? ids[0] ?? "";
}

function Builder({ text, revision, tactics, tactic, without }: BuilderProps) {
  const metrics = useMetrics().data?.metrics ?? [];
  const start = tactic !== null && Object.hasOwn(tactics, tactic) ? tactic : usualTactic(tactics);
  const [fields, setFields] = useState<ExperimentForm>({
    name: without === null ? "" : `Without ${without}`,
    hypothesis: without === null ? "" : `Choosing without ${without} loses what the log says that it adds.`,
    tacticId: start,
    variants: variantsOf(tactics[start], without),
    control: variantsOf(tactics[start], without)[0]?.id ?? "",
    metricId: "conversion-rate",
    guardrailId: "",
    guardrailMargin: "",
    method: "sequential",
    people: "",
    rampPercent: "100",
  });
  const put = (changed: Partial<ExperimentForm>) => setFields({ ...fields, ...changed });
  const experimentId = segmentIdOf(fields.name);
  const metric = metrics.find(({ metricId }) => metricId === fields.metricId);
  const metricChoices = metrics.map(({ metricId, name }) => ({ value: metricId, label: humanize(name) }));
  const ids = fields.variants.map(({ id }) => id.trim());
  const isComplete = experimentId !== "" && ids.every((id) => id !== "") && new Set(ids).size === ids.length;
  return (
    <>
      <Panel title="The question" aside={experimentId === "" ? null : <code>{experimentId}</code>}>
        <div className={form.stack}>
          <div className={form.row}>
            <TextInput
              className={form.grow ?? ""}
              label="Name"
              maxLength={100}
              value={fields.name}
              onChange={(event) => put({ name: event.currentTarget.value })}
            />
            <NativeSelect
              className={form.grow ?? ""}
              label="On the tactic"
              value={fields.tacticId}
              onChange={(event) => {
                const variants = variantsOf(tactics[event.currentTarget.value], without);
                put({ tacticId: event.currentTarget.value, variants, control: variants[0]?.id ?? "" });
              }}
              data={Object.entries(tactics).map(([value, { name }]) => ({ value, label: name ?? value }))}
            />
          </div>
          <Textarea
            label="Hypothesis"
            autosize
            minRows={2}
            value={fields.hypothesis}
            onChange={(event) => put({ hypothesis: event.currentTarget.value })}
          />
        </div>
      </Panel>
      <Panel title="Variants" aside="Dealt out at random, in equal shares">
        <Variants fields={fields} put={put} isPrices={tactics[fields.tacticId]?.price !== undefined} />
      </Panel>
      <Panel title="What decides, and what must not suffer">
        <div className={form.row}>
          <NativeSelect
            className={form.grow ?? ""}
            label="Decided by"
            value={fields.metricId}
            onChange={(event) => put({ metricId: event.currentTarget.value })}
            data={metricChoices}
          />
          <NativeSelect
            className={form.grow ?? ""}
            label="Must not suffer"
            value={fields.guardrailId}
            onChange={(event) => put({ guardrailId: event.currentTarget.value })}
            data={[{ value: "", label: "Nothing named" }, ...metricChoices]}
          />
          {fields.guardrailId === "" ? null : (
            <TextInput
              label="by more than"
              description="Absolute, per person"
              inputMode="decimal"
              placeholder="0.01"
              value={fields.guardrailMargin}
              onChange={(event) => put({ guardrailMargin: event.currentTarget.value })}
            />
          )}
          <NativeSelect
            className={form.grow ?? ""}
            label="Judged"
            value={fields.method}
            onChange={(event) => put({ method: event.currentTarget.value as ExperimentForm["method"] })}
            data={[
              { value: "sequential", label: "At any time (sequential)" },
              { value: "fixed", label: "Once, at the end" },
              { value: "group-sequential", label: "At five planned looks" },
              { value: "bayesian", label: "By chances (Bayesian)" },
            ]}
          />
        </div>
      </Panel>
      <Panel title="How long until it can be answered">
        {metric === undefined ? null : (
          <PowerPanel
            tacticId={fields.tacticId}
            metric={metric}
            method={fields.method}
            variants={fields.variants.length}
            onPeople={(people) => put({ people: String(people) })}
          />
        )}
        <div className={form.row}>
          <TextInput
            label="Planned people"
            inputMode="numeric"
            placeholder="open"
            value={fields.people}
            onChange={(event) => put({ people: event.currentTarget.value })}
          />
          <TextInput
            label="Let in, % of people"
            inputMode="decimal"
            value={fields.rampPercent}
            onChange={(event) => put({ rampPercent: event.currentTarget.value })}
          />
        </div>
      </Panel>
      <Panel title="What it would change">
        {isComplete ? (
          <div className={form.stack}>
            <PlaybookChange
              text={withExperiment(text, experimentId, fields)}
              from={revision}
              note={`Experiment ${fields.name}`}
            />
            <p className={form.note}>
              Once it is in place, start it on <a href={`#/experiments/${experimentId}`}>its page</a>.
            </p>
          </div>
        ) : (
          <p className={form.note}>It needs a name, and variants with names of their own.</p>
        )}
      </Panel>
    </>
  );
}

interface VariantsProps {
  fields: ExperimentForm;
  put: (changed: Partial<ExperimentForm>) => void;
  /** Of a price test, whose variants are its prices. */
  isPrices: boolean;
}

function Variants({ fields, put, isPrices }: VariantsProps) {
  const change = (place: number, changed: Partial<ExperimentForm["variants"][number]>) => {
    const before = fields.variants[place]?.id;
    const variants = fields.variants.map((one, index) => (index === place ? { ...one, ...changed } : one));
    const control = before === fields.control && changed.id !== undefined ? changed.id : fields.control;
    put({ variants, control });
  };
  return (
    <div className={form.stack}>
      {fields.variants.map((variant, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a variant is its place; its id changes while it is typed.
        <div key={place} className={form.stack}>
          <div className={form.row}>
            <TextInput
              className={form.grow ?? ""}
              label={`Variant ${place + 1}`}
              value={variant.id}
              disabled={!variant.isNew}
              onChange={(event) => change(place, { id: event.currentTarget.value })}
            />
            <label className={form.choice}>
              <input
                type="radio"
                name="control"
                checked={fields.control === variant.id}
                onChange={() => put({ control: variant.id })}
              />{" "}
              the others are compared with it
            </label>
            {variant.isNew && fields.variants.length > 2 ? (
              <Button
                variant="subtle"
                onClick={() => put({ variants: fields.variants.filter((_, index) => index !== place) })}
              >
                Take out
              </Button>
            ) : null}
          </div>
          {variant.isNew ? (
            <ContentFields rows={variant.content} onChange={(content) => change(place, { content })} />
          ) : null}
          {variant.isNew && variant.content.length === 0 ? (
            <p className={form.note}>Without a field of its own it says what the tactic says.</p>
          ) : null}
        </div>
      ))}
      {isPrices ? (
        <p className={form.note}>The variants of a price test are its prices; they stand with the tactic.</p>
      ) : (
        <div>
          <Button
            variant="default"
            size="sm"
            onClick={() =>
              put({ variants: [...fields.variants, { id: "", content: [["headline", ""]], isNew: true }] })
            }
          >
            Add a variant
          </Button>
        </div>
      )}
    </div>
  );
}
