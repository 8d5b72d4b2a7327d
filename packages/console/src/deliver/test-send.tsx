import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAct } from "../api/act.ts";
import type { TestSent } from "../api/journeys.ts";
import form from "../parts/form.module.css";
import { Allowed } from "../parts/not-for-role.tsx";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { MessagePreview } from "./message-preview.tsx";

/** Sends a message that runs to an address of one's own. */
export function TestSend({ templateId }: { templateId: string }) {
  const send = useAct<TestSent>();
  const [to, setTo] = useState("");
  const [as, setAs] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const namespace = as.includes("@") ? "email" : "user_id";
    const person = as.trim() === "" ? {} : { as: { namespace, value: as.trim() } };
    send.mutate({ path: "/v1/messages/test", body: { templateId, to: to.trim(), ...person } });
  };
  return (
    <div className={form.stack}>
      <Allowed to="edit">
        <form className={form.row} onSubmit={submit}>
          <TextInput
            className={form.grow ?? ""}
            label="To (your address)"
            value={to}
            onChange={(event) => setTo(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <TextInput
            className={form.grow ?? ""}
            label="As if for (user id or e-mail)"
            placeholder="left out: somebody unknown"
            value={as}
            onChange={(event) => setAs(event.currentTarget.value)}
          />
          <Button type="submit" loading={send.isPending}>
            Send the test
          </Button>
        </form>
      </Allowed>
      {send.error ? <Trouble error={send.error} /> : null}
      {send.data ? (
        <div className={form.stack} role="status">
          <p>
            {send.data.handover.kind === "accepted" ? (
              <>
                <Pill tone="good">Taken over</Pill> The other side has it.
              </>
            ) : (
              <>
                <Pill tone="bad">Not sent</Pill> {send.data.handover.reason}
              </>
            )}
          </p>
          <MessagePreview message={send.data.message} />
        </div>
      ) : null}
    </div>
  );
}
