import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useState } from "react";
import { useItem } from "../api/items.ts";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { useSettled } from "../api/use-settled.ts";
import { useRoute } from "../app/use-route.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { type FilterRow, type RuleForm, ruleEntry, ruleForm } from "../decide/rule-form.ts";
import { entryAt, idsIn, withEntry, withoutEntry } from "../decide/with-entry.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { segmentIdOf } from "../segment/with-segment.ts";
import type { RuleEntry } from "./lists.tsx";

export default function RuleEditor() {
  const { query } = useRoute();
  const id = query.get("id");
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title={id === null ? "A new rule" : "Change a rule"}
      lead="What the shop wants of its lists, whatever models say."
      up={{ label: "Lists and recommenders", route: "#/lists" }}
    >
      <Answer query={playbook} lines={6}>
        {({ text, revision }) => (
          <Editor key={id ?? "new"} id={id} pinned={query.get("pin")} text={text} revision={revision} />
        )}
      </Answer>
    </Page>
  );
}

interface EditorProps {
  id: string | null;
  /** The product that a new rule begins with. */
  pinned: string | null;
  text: string;
  revision: number;
}

function Editor({ id, pinned, text, revision }: EditorProps) {
  const [began] = useState(() => (id === null ? undefined : entryAt<RuleEntry>(text, ["catalogue", "rules", id])));
  const [fields, setFields] = useState<RuleForm>(() => ruleForm(began ?? (pinned === null ? {} : { pin: [pinned] })));
  const put = (changed: Partial<RuleForm>) => setFields({ ...fields, ...changed });
  const ruleId = id ?? segmentIdOf(fields.name);
  const entry = ruleEntry(fields, began);
  return (
    <>
      <Panel title="Where and when" aside={ruleId === "" ? null : <code>{ruleId}</code>}>
        <div className={form.row}>
          <TextInput
            className={form.grow ?? ""}
            label="Name"
            value={fields.name}
            onChange={(event) => put({ name: event.currentTarget.value })}
          />
          <NativeSelect
            className={form.grow ?? ""}
            label="In the placement"
            value={fields.placement}
            onChange={(event) => put({ placement: event.currentTarget.value })}
            data={[
              { value: "", label: "Every list" },
              ...idsIn(text, "placements").map((value) => ({ value, label: value })),
            ]}
          />
          <TextInput
            label="From"
            type="date"
            value={fields.from}
            onChange={(event) => put({ from: event.currentTarget.value })}
          />
          <TextInput
            label="Until"
            type="date"
            value={fields.until}
            onChange={(event) => put({ until: event.currentTarget.value })}
          />
        </div>
      </Panel>
      <Panel title="Pins" aside="The first places, in this order">
        <div className={form.stack}>
          <Textarea
            aria-label="Product ids, one a line"
            autosize
            minRows={2}
            placeholder={"HH-1000\nHH-1001"}
            value={fields.pins}
            onChange={(event) => put({ pins: event.currentTarget.value })}
          />
          <Pinned typed={fields.pins} />
        </div>
      </Panel>
      <Panel title="Boosts" aside="Above 1 lifts, below 1 lowers">
        <Filters rows={fields.boosts} hasFactor onChange={(boosts) => put({ boosts })} />
      </Panel>
      <Panel title="Filters" aside="Never in the list">
        <Filters rows={fields.hides} hasFactor={false} onChange={(hides) => put({ hides })} />
      </Panel>
      <Panel title="What it would change">
        {ruleId === "" || entry === null ? (
          <p className={form.note}>It needs a name, and something that it does.</p>
        ) : (
          <PlaybookChange
            text={withEntry(text, ["catalogue", "rules", ruleId], entry)}
            from={revision}
            note={`Rule ${fields.name || ruleId}`}
          />
        )}
      </Panel>
      {began === undefined || id === null ? null : (
        <Panel title="Take it out">
          <PlaybookChange
            text={withoutEntry(text, ["catalogue", "rules", id])}
            from={revision}
            note={`Rule ${id}: taken out`}
          />
        </Panel>
      )}
    </>
  );
}

const mostNamed = 20;

/** What the typed ids stand for. */
function Pinned({ typed }: { typed: string }) {
  const lines = useSettled(typed).split("\n");
  const named = [...new Set(lines.map((line) => line.trim()).filter(Boolean))].slice(0, mostNamed);
  if (named.length === 0)
    return (
      <p className={form.note}>
        The ids of products stand beside them in <a href="#/lists">lists side by side</a>.
      </p>
    );
  return (
    <ol className={form.list} aria-label="What is pinned">
      {named.map((itemId) => (
        <PinnedItem key={itemId} itemId={itemId} />
      ))}
    </ol>
  );
}

function PinnedItem({ itemId }: { itemId: string }) {
  const { data, error } = useItem(itemId);
  return (
    <li className={form.note}>
      {itemId}: {error ? "the catalogue has no such product" : (data?.name ?? "…")}
    </li>
  );
}

interface FiltersProps {
  rows: readonly FilterRow[];
  hasFactor: boolean;
  onChange: (rows: FilterRow[]) => void;
}

const fieldChoices = [
  { value: "category", label: "Category" },
  { value: "brand", label: "Brand" },
  { value: "item", label: "Product id" },
  { value: "priceAtMost", label: "Price at most" },
  { value: "priceAtLeast", label: "Price at least" },
];

function Filters({ rows, hasFactor, onChange }: FiltersProps) {
  const put = (place: number, changed: Partial<FilterRow>) =>
    onChange(rows.map((row, index) => (index === place ? { ...row, ...changed } : row)));
  return (
    <div className={form.stack}>
      {rows.map((row, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place.
        <div className={form.row} key={place}>
          <NativeSelect
            label="What"
            size="sm"
            value={row.field}
            onChange={(event) => put(place, { field: event.currentTarget.value })}
            data={fieldChoices}
          />
          <TextInput
            className={form.grow ?? ""}
            label="is"
            size="sm"
            value={row.value}
            onChange={(event) => put(place, { value: event.currentTarget.value })}
          />
          {hasFactor ? (
            <TextInput
              label="times"
              size="sm"
              inputMode="decimal"
              value={row.factor}
              onChange={(event) => put(place, { factor: event.currentTarget.value })}
            />
          ) : null}
          <Button variant="subtle" size="sm" onClick={() => onChange(rows.filter((_, index) => index !== place))}>
            Take out
          </Button>
        </div>
      ))}
      <div>
        <Button
          variant="default"
          size="sm"
          onClick={() => onChange([...rows, { field: "category", value: "", factor: "1.5" }])}
        >
          {hasFactor ? "Add a boost" : "Add a filter"}
        </Button>
      </div>
    </div>
  );
}
