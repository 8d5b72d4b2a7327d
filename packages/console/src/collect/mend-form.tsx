import type { QuarantinedEvent } from "@attune/model/quarantined";
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useMend } from "../api/quarantine.ts";
import form from "../parts/form.module.css";
import { Trouble } from "../parts/trouble.tsx";
import { editablePayload, mendedEvents } from "./mended-events.ts";

/** Puts right by hand what a sender got wrong, and takes it in. Where it is not right yet it stays in quarantine, and is told why. */
export function MendForm({ entry, onMended }: { entry: QuarantinedEvent; onMended: (kept: number) => void }) {
  const mend = useMend();
  const [text, setText] = useState(() => editablePayload(entry.payload));
  const read = mendedEvents(text);
  return (
    <div className={form.stack}>
      <Textarea
        label={`Event ${entry.quarantineId} as it should have been`}
        classNames={{ input: form.code ?? "" }}
        rows={Math.min(24, Math.max(6, text.split("\n").length + 1))}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={"refusal" in read ? read.refusal : null}
        spellCheck={false}
      />
      <div>
        <Button
          disabled={"refusal" in read}
          loading={mend.isPending}
          onClick={() => {
            if ("events" in read)
              mend.mutate({ id: entry.quarantineId, events: read.events }, { onSuccess: ({ kept }) => onMended(kept) });
          }}
        >
          Take it in
        </Button>
      </div>
      {mend.error ? <Trouble error={mend.error} /> : null}
    </div>
  );
}
