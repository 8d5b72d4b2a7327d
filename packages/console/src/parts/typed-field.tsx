import { TextInput, type TextInputProps } from "@mantine/core";
import { useState } from "react";

interface TypedFieldProps extends Omit<TextInputProps, "value" | "onChange"> {
  /** A number or another value that is read from the text; absent: nothing is said. */
  value: number | string | undefined;
  /** Called with the text, as it is typed. */
  onType: (text: string) => void;
}

/** A value that is read while it is typed: until the field is left, "0." and "12," stay as they are. */
export function TypedField({ value, onType, ...others }: TypedFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextInput
      inputMode="decimal"
      {...others}
      value={typed ?? (value === undefined ? "" : String(value))}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        onType(event.currentTarget.value);
      }}
      onBlur={() => setTyped(null)}
    />
  );
}
