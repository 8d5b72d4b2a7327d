import { Button, NativeSelect, TextInput } from "@mantine/core";
import form from "../parts/form.module.css";
import { blankCap, type CapRow, type RestraintForm } from "./restraint-form.ts";

interface RestraintFieldsProps {
  value: RestraintForm;
  onChange: (value: RestraintForm) => void;
}

/** How often, and when not. Several caps hold together: three a week, and one a day. */
export function RestraintFields({ value: { caps, quietHours }, onChange }: RestraintFieldsProps) {
  const put = (next: CapRow[]) => onChange({ caps: next, quietHours });
  const change = (place: number, changed: Partial<CapRow>) =>
    put(caps.map((cap, index) => (index === place ? { ...cap, ...changed } : cap)));
  return (
    <div className={form.stack}>
      {caps.map((cap, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a cap is its place.
        <div className={form.row} key={place}>
          <TextInput
            label="At most, times"
            inputMode="numeric"
            placeholder="no cap"
            value={cap.atMost}
            onChange={(event) => change(place, { atMost: event.currentTarget.value })}
          />
          <TextInput
            label="within"
            inputMode="decimal"
            value={cap.within}
            onChange={(event) => change(place, { within: event.currentTarget.value })}
          />
          <NativeSelect
            aria-label="Unit of time"
            value={cap.unit}
            onChange={(event) => change(place, { unit: event.currentTarget.value as CapRow["unit"] })}
            data={["days", "hours"]}
          />
          {caps.length > 1 ? (
            <Button
              variant="subtle"
              aria-label={`Take out cap ${place + 1}`}
              onClick={() => put(caps.filter((_, index) => index !== place))}
            >
              Take out
            </Button>
          ) : null}
        </div>
      ))}
      <div className={form.row}>
        <TextInput
          label="Never from–to"
          description="In the business's time zone"
          placeholder="22:00-07:00"
          value={quietHours}
          onChange={(event) => onChange({ caps, quietHours: event.currentTarget.value })}
        />
        <Button variant="default" onClick={() => put([...caps, blankCap])}>
          Add a cap
        </Button>
      </div>
    </div>
  );
}
