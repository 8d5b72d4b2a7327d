import { NativeSelect } from "@mantine/core";

/** Over how many days a page tells; 1 is called today. */
export function DaysSelect({
  days,
  choices,
  onChange,
}: {
  days: number;
  choices: readonly number[];
  onChange: (days: number) => void;
}) {
  return (
    <NativeSelect
      aria-label="Over how many days"
      value={String(days)}
      onChange={(event) => onChange(Number(event.currentTarget.value))}
      data={choices.map((count) => ({ value: String(count), label: count === 1 ? "Today" : `Last ${count} days` }))}
    />
  );
}
