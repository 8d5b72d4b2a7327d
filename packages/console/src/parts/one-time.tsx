import { Button, CopyButton, TextInput } from "@mantine/core";
import type { ReactNode } from "react";
import form from "./form.module.css";

/** Something that is shown once: a link, a key. */
export function OneTime({ label, value, note }: { label: string; value: string; note: ReactNode }) {
  return (
    <div className={form.group}>
      <div className={form.row}>
        <TextInput
          className={form.grow ?? ""}
          label={label}
          value={value}
          readOnly
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton value={value}>
          {({ copied, copy }) => (
            <Button variant="default" onClick={copy}>
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
      </div>
      <p className={form.note}>{note}</p>
    </div>
  );
}
