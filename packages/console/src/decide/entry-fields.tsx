import { itemSources } from "@attune/model/tactic";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { humanize } from "../format/words.ts";
import form from "../parts/form.module.css";
import type { ContentRow } from "./tactic-form.ts";

const usualNames = ["headline", "text", "cta", "href", "code"];

/** The texts of a content: a name and what it says, row by row. */
export function ContentFields({
  rows,
  onChange,
}: {
  rows: readonly ContentRow[];
  onChange: (rows: ContentRow[]) => void;
}) {
  const put = (place: number, row: ContentRow) => onChange(rows.map((one, index) => (index === place ? row : one)));
  const next = usualNames.find((name) => !rows.some(([taken]) => taken === name)) ?? "";
  return (
    <fieldset className={form.group}>
      <legend className={form.sub}>What it says</legend>
      {rows.map(([name, value], place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place; its name changes while it is typed.
        <div className={form.row} key={place}>
          <TextInput
            label="Field"
            size="sm"
            value={name}
            onChange={(event) => put(place, [event.currentTarget.value, value])}
          />
          <TextInput
            className={form.grow ?? ""}
            label={`Text of ${name || "the field"}`}
            size="sm"
            value={value}
            onChange={(event) => put(place, [name, event.currentTarget.value])}
          />
          <Button
            variant="subtle"
            size="sm"
            onClick={() => onChange(rows.filter((_, index) => index !== place))}
            aria-label={`Take out ${name || "the field"}`}
          >
            Take out
          </Button>
        </div>
      ))}
      <div>
        <Button variant="default" size="sm" onClick={() => onChange([...rows, [next, ""]])}>
          Add a field
        </Button>
      </div>
    </fieldset>
  );
}

interface ItemsFieldsProps {
  from: string;
  limit: string;
  onFrom: (from: string) => void;
  onLimit: (limit: string) => void;
}

/** Which list of products comes with it. */
export function ItemsFields({ from, limit, onFrom, onLimit }: ItemsFieldsProps) {
  return (
    <div className={form.row}>
      <NativeSelect
        className={form.grow ?? ""}
        label="List of products"
        value={from}
        onChange={(event) => onFrom(event.currentTarget.value)}
        data={[
          { value: "", label: "None" },
          ...itemSources.map((source) => ({ value: source, label: humanize(source) })),
        ]}
      />
      {from === "" ? null : (
        <TextInput
          label="At most"
          inputMode="numeric"
          value={limit}
          onChange={(event) => onLimit(event.currentTarget.value)}
        />
      )}
    </div>
  );
}
