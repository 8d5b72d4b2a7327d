import { type AlertsEntry, alertSignals } from "@attune/model/alerts";
import type { PrivacyEntry } from "@attune/model/privacy";
import { NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { type PlaybookText, usePlaybookToEdit } from "../api/playbook.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { entryAt, withEntry, withoutEntry } from "../decide/with-entry.ts";
import { Answer } from "../parts/answer.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { alertsEntry, alertsForm, signalWords } from "../settings/alerts-form.ts";
import { retentionClasses, retentionEntry, retentionForm, retentionWords } from "../settings/retention-form.ts";

export default function SettingsCare() {
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title="Owners and retention"
      lead="Who looks after what goes wrong and who is told, how long data are kept, and where it comes in and goes out."
    >
      <Answer query={playbook} lines={8}>
        {(playbookText) => (
          <>
            <Alerts {...playbookText} />
            <RetentionPanel {...playbookText} />
          </>
        )}
      </Answer>
      <Panel title="Sources and channels">
        <Facts
          facts={[
            [
              "What comes in",
              <span key="in">
                <a href="#/sources">Sources</a> says who sends and how good it is; programs come with a{" "}
                <a href="#/settings/keys">key</a>.
              </span>,
            ],
            [
              "What goes out",
              <span key="out">
                <a href="#/messages">Delivery</a> says what was sent over which channel and what keeps it back; how
                often is said by <a href="#/caps">caps</a>.
              </span>,
            ],
            [
              "Set up at the start",
              <span key="start">
                <code>ATTUNE_SMTP_URL</code> and <code>ATTUNE_MAIL_FROM</code> (e-mail),{" "}
                <code>ATTUNE_WEBHOOK_SECRET</code> (webhooks), <code>ATTUNE_PUBLIC_URL</code> (links in messages);{" "}
                <a href="#/health">Health</a> says what is missing.
              </span>,
            ],
          ]}
        />
      </Panel>
    </Page>
  );
}

function Alerts({ text, revision }: PlaybookText) {
  const before = entryAt<AlertsEntry>(text, ["alerts"]);
  const [fields, setFields] = useState(() => alertsForm(before));
  const entry = alertsEntry(fields, before);
  const field = (
    name: "owner" | "email" | "webhook" | "escalateHours" | "escalateEmail" | "reports",
    label: string,
  ) => (
    <TextInput
      key={name}
      label={label}
      value={fields[name]}
      onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
    />
  );
  return (
    <Panel title="Who looks after what" aside="It is watched every five minutes">
      <div className={form.stack}>
        <div className={form.row}>
          {field("owner", "Everything, unless said below")}
          {field("email", "Told by e-mail, parted by commas")}
          {field("webhook", "Told by webhook")}
        </div>
        <div className={form.row}>
          {field("escalateHours", "Where nobody acknowledges it, after hours")}
          {field("escalateEmail", "Tell, too")}
          {field("reports", "Weekly and monthly reports go to")}
        </div>
        <details>
          <summary className={form.summary}>Owners by what goes wrong</summary>
          <div className={form.row}>
            {alertSignals.map((signal) => (
              <TextInput
                key={signal}
                label={signalWords[signal]}
                placeholder={fields.owner}
                value={fields.owners[signal]}
                onChange={(event) =>
                  setFields({ ...fields, owners: { ...fields.owners, [signal]: event.currentTarget.value } })
                }
              />
            ))}
          </div>
        </details>
        <PlaybookChange
          text={entry === null ? withoutEntry(text, ["alerts"]) : withEntry(text, ["alerts"], entry)}
          from={revision}
          note="Who looks after what"
        />
      </div>
    </Panel>
  );
}

function RetentionPanel({ text, revision }: PlaybookText) {
  const path = ["privacy", "retention"] as const;
  const [fields, setFields] = useState(() =>
    retentionForm(entryAt<NonNullable<PrivacyEntry["retention"]>>(text, path)),
  );
  const entry = retentionEntry(fields);
  return (
    <Panel title="How long data are kept" aside="Days; left out: for good">
      <div className={form.stack}>
        <div className={form.row}>
          {retentionClasses.map((name) => (
            <TextInput
              key={name}
              label={retentionWords[name]}
              inputMode="numeric"
              placeholder="for good"
              value={fields[name]}
              onChange={(event) => setFields({ ...fields, [name]: event.currentTarget.value })}
            />
          ))}
          <NativeSelect
            label="Then people are"
            value={fields.people}
            data={[
              { value: "erase", label: "erased, with their counts" },
              { value: "anonymise", label: "made nameless; counts stay" },
            ]}
            onChange={(event) =>
              setFields({ ...fields, people: event.currentTarget.value === "erase" ? "erase" : "anonymise" })
            }
          />
        </div>
        <p className={form.note}>
          It is carried out once a day by itself; <code>attune privacy retention --dry-run</code> says whom it would
          reach now.
        </p>
        <PlaybookChange
          text={entry === null ? withoutEntry(text, path) : withEntry(text, path, entry)}
          from={revision}
          note="How long data are kept"
        />
      </div>
    </Panel>
  );
}
