import { Button, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAct } from "../api/act.ts";
import { type TestSent, useDeliveries } from "../api/journeys.ts";
import { DeliveryTable } from "../deliver/delivery-table.tsx";
import { Answer } from "../parts/answer.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { JsonView } from "../parts/json-view.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

export default function Messages() {
  const deliveries = useDeliveries();
  return (
    <Page title="Messages" lead="What was sent, what failed and what was kept back, with the rule that kept it.">
      <Panel title="Send one to yourself" aside="Nothing is counted">
        <TestSend />
      </Panel>
      <Panel title="Newest messages">
        <Answer query={deliveries}>
          {({ deliveries: found }) =>
            found.length === 0 ? (
              <Empty title="Nothing was sent yet">
                Messages come from <a href="#/journeys">journeys</a>. Templates and channels are declared in{" "}
                <a href="#/playbook/edit">the playbook</a>.
              </Empty>
            ) : (
              <DeliveryTable deliveries={found} />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function TestSend() {
  const send = useAct<TestSent>();
  const [templateId, setTemplateId] = useState("");
  const [to, setTo] = useState("");
  const [as, setAs] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const namespace = as.includes("@") ? "email" : "user_id";
    const person = as.trim() === "" ? {} : { as: { namespace, value: as.trim() } };
    send.mutate({ path: "/v1/messages/test", body: { templateId: templateId.trim(), to: to.trim(), ...person } });
  };
  return (
    <div className={form.stack}>
      <form className={form.row} onSubmit={submit}>
        <TextInput
          className={form.grow ?? ""}
          label="Template"
          value={templateId}
          onChange={(event) => setTemplateId(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
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
      {send.error ? <Trouble error={send.error} /> : null}
      {send.data ? <Sent sent={send.data} /> : null}
    </div>
  );
}

function Sent({ sent: { message, handover } }: { sent: TestSent }) {
  return (
    <div className={form.stack} role="status">
      <p>
        {handover.kind === "accepted" ? <Pill tone="good">Taken over</Pill> : <Pill tone="bad">Not sent</Pill>}{" "}
        {handover.kind === "accepted" ? "The other side has it." : handover.reason}
      </p>
      {message.channel === "email" ? (
        <>
          <Facts facts={[["Subject", message.subject]]} />
          <JsonView value={message.text} label="The message as plain text" />
        </>
      ) : (
        <JsonView value={message} label="The message" />
      )}
    </div>
  );
}
