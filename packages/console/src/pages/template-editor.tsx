import type { MessageEntry, RenderedMessage } from "@attune/model/message";
import { NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { request } from "../api/request.ts";
import { useSettled } from "../api/use-settled.ts";
import { useRoute } from "../app/use-route.ts";
import { EntryEditor } from "../decide/entry-editor.tsx";
import { entryAt } from "../decide/with-entry.ts";
import { MessagePreview } from "../deliver/message-preview.tsx";
import { startOf } from "../deliver/template-start.ts";
import { TestSend } from "../deliver/test-send.tsx";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { segmentIdOf } from "../segment/with-segment.ts";

export default function TemplateEditor() {
  const id = useRoute().query.get("id");
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title={id === null ? "A new message template" : "Change a message template"}
      lead="Write on one side, see it on the other, as on a phone. Nothing is sent before you say so."
      up={{ label: "Message templates", route: "#/templates" }}
    >
      <Answer query={playbook} lines={8}>
        {({ text }) => (
          <Editor
            key={id ?? "new"}
            id={id}
            base={id === null ? undefined : entryAt<MessageEntry>(text, ["messages", id])}
          />
        )}
      </Answer>
    </Page>
  );
}

const usualPerson = '{ "first_name": "Ada" }';

function Editor({ id, base }: { id: string | null; base: MessageEntry | undefined }) {
  const [began] = useState(base);
  const [name, setName] = useState(id ?? "");
  const [entry, setEntry] = useState<MessageEntry>(began ?? startOf("email"));
  const categories = useId();
  const [person, setPerson] = useState(usualPerson);
  const templateId = id ?? segmentIdOf(name);
  return (
    <>
      <div className={form.columns}>
        <Panel title="The template" aside={templateId === "" ? null : <code>{templateId}</code>}>
          <div className={form.stack}>
            <div className={form.row}>
              <TextInput
                className={form.grow ?? ""}
                label="Name"
                value={name}
                disabled={id !== null}
                onChange={(event) => setName(event.currentTarget.value)}
              />
              <NativeSelect
                label="Channel"
                value={entry.channel}
                onChange={(event) => setEntry(startOf(event.currentTarget.value as MessageEntry["channel"]))}
                data={[
                  { value: "email", label: "E-mail" },
                  { value: "web-push", label: "Web push" },
                  { value: "in-app", label: "In the app's inbox" },
                  { value: "webhook", label: "Webhook" },
                ]}
              />
              <div>
                <TextInput
                  label="Category"
                  description="By which it is capped; transactional goes out in any case"
                  placeholder="marketing"
                  list={categories}
                  value={entry.category ?? ""}
                  onChange={(event) => {
                    const { category: _category, ...rest } = entry;
                    const said = event.currentTarget.value;
                    setEntry((said === "" ? rest : { ...rest, category: said }) as MessageEntry);
                  }}
                />
                <datalist id={categories}>
                  {["marketing", "transactional", "newsletter", "back-in-stock", "loyalty"].map((name) => (
                    <option key={name} value={name} />
                  ))}
                </datalist>
              </div>
            </div>
            <Texts entry={entry} onChange={setEntry} />
          </div>
        </Panel>
        <Panel title="As it arrives">
          <div className={form.stack}>
            <Textarea
              label="For somebody made up (JSON)"
              classNames={{ input: form.code ?? "" }}
              autosize
              minRows={1}
              value={person}
              onChange={(event) => setPerson(event.currentTarget.value)}
            />
            <Live entry={entry} person={person} />
          </div>
        </Panel>
      </div>
      {began === undefined || id === null ? null : (
        <Panel title="Send it to yourself" aside="The template that runs; nothing is counted">
          <TestSend templateId={id} />
        </Panel>
      )}
      <EntryEditor
        path={["messages", templateId]}
        entry={entry}
        missing="It needs a name."
        isThere={began !== undefined}
        note={`Message ${templateId}`}
      />
    </>
  );
}

function Texts({ entry, onChange }: { entry: MessageEntry; onChange: (entry: MessageEntry) => void }) {
  switch (entry.channel) {
    case "email": {
      const body = entry.mjml === undefined ? "html" : "mjml";
      return (
        <>
          <TextInput
            label="Subject"
            value={entry.subject}
            onChange={(event) => onChange({ ...entry, subject: event.currentTarget.value })}
          />
          <Textarea
            label={body === "mjml" ? "Body (MJML, with Liquid)" : "Body (HTML, with Liquid)"}
            description="Knows person, trigger, decided and unsubscribeUrl."
            classNames={{ input: form.code ?? "" }}
            rows={16}
            spellCheck={false}
            value={entry[body] ?? ""}
            onChange={(event) => onChange({ ...entry, [body]: event.currentTarget.value })}
          />
        </>
      );
    }
    case "web-push":
      return (
        <>
          <TextInput
            label="Title"
            value={entry.title}
            onChange={(event) => onChange({ ...entry, title: event.currentTarget.value })}
          />
          <Textarea
            label="Text"
            autosize
            minRows={2}
            value={entry.text}
            onChange={(event) => onChange({ ...entry, text: event.currentTarget.value })}
          />
          <TextInput
            label="Opens"
            placeholder="https://"
            value={entry.url ?? ""}
            onChange={(event) => {
              const { url: _url, ...rest } = entry;
              onChange(event.currentTarget.value === "" ? rest : { ...rest, url: event.currentTarget.value });
            }}
          />
        </>
      );
    case "in-app":
      return <JsonText value={entry.content} onChange={(content) => onChange({ ...entry, content })} />;
    case "webhook":
      return <JsonText value={entry.payload} onChange={(payload) => onChange({ ...entry, payload })} />;
  }
}

function JsonText({ value, onChange }: { value: unknown; onChange: (value: unknown) => void }) {
  const [text, setText] = useState(() => JSON.stringify(value, null, 2));
  const [refusal, setRefusal] = useState<string | null>(null);
  return (
    <Textarea
      label="Content (JSON, with Liquid in its texts)"
      classNames={{ input: form.code ?? "" }}
      rows={12}
      spellCheck={false}
      value={text}
      error={refusal}
      onChange={(event) => {
        setText(event.currentTarget.value);
        try {
          onChange(JSON.parse(event.currentTarget.value));
          setRefusal(null);
        } catch {
          setRefusal("This is not JSON yet.");
        }
      }}
    />
  );
}

function Live({ entry, person }: { entry: MessageEntry; person: string }) {
  const settled = useSettled(useDeferredValue(JSON.stringify({ entry, person })));
  const preview = useQuery({
    queryKey: ["message-preview", settled],
    queryFn: ({ signal }) => {
      const asked = JSON.parse(settled) as { entry: MessageEntry; person: string };
      return request<{ message: RenderedMessage }>("/v1/messages/preview", {
        method: "POST",
        body: { message: asked.entry, person: personOf(asked.person) },
        signal,
      });
    },
    retry: false,
    refetchInterval: false,
  });
  return (
    <Answer query={preview} lines={6}>
      {({ message }) => <MessagePreview message={message} />}
    </Answer>
  );
}

/** Half-typed JSON is nobody yet. */
function personOf(text: string): object {
  try {
    const said: unknown = JSON.parse(text);
    return typeof said === "object" && said !== null && !Array.isArray(said) ? said : {};
  } catch {
    return {};
  }
}
