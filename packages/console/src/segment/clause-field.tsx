import type { Json } from "@attune/model/json";
import { Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useSegments } from "../api/segments.ts";
import { EventField } from "../parts/event-field.tsx";
import { type ClauseField as Field, typedValue, valueText } from "./clause-forms.ts";
import style from "./condition-builder.module.css";

interface FieldProps {
  field: Field;
  value: Json | undefined;
  onChange: (name: string, next: Json | undefined) => void;
}

/** One field of a clause, filled in as its kind asks. */
export function ClauseField({ field: { name, label, kind, choices }, value, onChange }: FieldProps) {
  // What is being typed stays as typed: "3," is on its way to a list.
  const [typed, setTyped] = useState<string | null>(null);
  if (kind === "choice")
    return (
      <NativeSelect
        label={label}
        size="sm"
        value={valueText(value)}
        onChange={(event) => onChange(name, event.currentTarget.value)}
        data={[...(choices ?? [])]}
      />
    );
  if (kind === "segment")
    return <SegmentField label={label} value={valueText(value)} onChange={(next) => onChange(name, next)} />;
  if (kind === "flag")
    return (
      <Checkbox
        label={label}
        size="sm"
        className={style.flag ?? ""}
        checked={value === true}
        onChange={(event) => onChange(name, event.currentTarget.checked ? true : undefined)}
      />
    );
  if (kind === "event")
    return (
      <EventField
        label={label}
        size="sm"
        className={style.text ?? ""}
        value={valueText(value)}
        onChange={(next) => onChange(name, next)}
      />
    );
  return (
    <TextInput
      label={label}
      size="sm"
      className={kind === "number" ? (style.number ?? "") : (style.text ?? "")}
      inputMode={kind === "number" ? "decimal" : "text"}
      value={typed ?? valueText(value)}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onChange(name, typedValue(kind, event.currentTarget.value));
      }}
      onBlur={() => setTyped(null)}
    />
  );
}

interface SegmentFieldProps {
  label: string;
  value: string;
  onChange: (segmentId: string) => void;
}

/** One of the segments that there are; one that is gone meanwhile still stands there. */
function SegmentField({ label, value, onChange }: SegmentFieldProps) {
  const segments = useSegments().data?.segments ?? [];
  const isThere = value === "" || segments.some(({ segmentId }) => segmentId === value);
  return (
    <NativeSelect
      label={label}
      size="sm"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={[
        { value: "", label: "Choose one" },
        ...(isThere ? [] : [{ value, label: value }]),
        ...segments.map(({ segmentId, name }) => ({ value: segmentId, label: name })),
      ]}
    />
  );
}
