import { vocabularyNames } from "@attune/model/vocabulary";
import { TextInput, type TextInputProps } from "@mantine/core";
import { useId } from "react";

interface EventFieldProps extends Omit<TextInputProps, "value" | "onChange" | "list"> {
  value: string;
  onChange: (event: string) => void;
}

/** The name of an event; those that every shop has are offered while it is typed. */
export function EventField({ value, onChange, ...others }: EventFieldProps) {
  const names = useId();
  return (
    <>
      <TextInput {...others} list={names} value={value} onChange={(event) => onChange(event.currentTarget.value)} />
      <datalist id={names}>
        {vocabularyNames.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}
