import type { MessageEntry } from "@attune/model/message";
import { useJourneys } from "../api/journeys.ts";
import { usePlaybookText } from "../api/playbook.ts";
import { routeTo } from "../app/route-address.ts";
import { entryAt } from "../decide/with-entry.ts";
import { humanize } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

export default function Templates() {
  const playbook = usePlaybookText();
  return (
    <Page
      title="Message templates"
      lead="What is written to people, by channel. Each can be looked at as on a phone, and sent to yourself."
      actions={
        <LinkButton href="#/template-editor" isMain>
          New template
        </LinkButton>
      }
    >
      <Panel title="All templates">
        <Answer query={playbook} lines={5}>
          {({ text }) => {
            const found = Object.entries(entryAt<Record<string, MessageEntry>>(text, ["messages"]) ?? {});
            return found.length === 0 ? (
              <Empty title="No templates yet">
                A template has a channel and its texts, with the person's own words in them.{" "}
                <a href="#/template-editor">Write the first</a>; journeys send it.
              </Empty>
            ) : (
              <TemplateTable templates={found} />
            );
          }}
        </Answer>
      </Panel>
    </Page>
  );
}

function TemplateTable({ templates }: { templates: ReadonlyArray<readonly [string, MessageEntry]> }) {
  const journeys = useJourneys().data?.journeys ?? [];
  const senders = (templateId: string) =>
    journeys.filter(({ steps }) => JSON.stringify(steps).includes(`"${templateId}"`));
  return (
    <DataTable
      caption="Message templates"
      rows={templates}
      rowKey={([id]) => id}
      columns={[
        {
          title: "Template",
          show: ([id]) => <a href={`#/template-editor?id=${encodeURIComponent(id)}`}>{humanize(id)}</a>,
          csv: ([id]) => id,
        },
        { title: "Channel", show: ([, { channel }]) => humanize(channel), csv: ([, { channel }]) => channel },
        { title: "Says", show: ([, entry]) => headOf(entry), csv: ([, entry]) => headOf(entry) },
        {
          title: "Kind",
          show: ([, { category }]) => humanize(category ?? "marketing"),
          csv: ([, { category }]) => category ?? "marketing",
        },
        {
          title: "Sent by",
          show: ([id]) =>
            senders(id).length === 0
              ? "no journey"
              : senders(id).map(({ journeyId, name }) => (
                  <a key={journeyId} href={routeTo("journeys", journeyId)}>
                    {name}{" "}
                  </a>
                )),
          csv: ([id]) =>
            senders(id)
              .map(({ journeyId }) => journeyId)
              .join(" "),
        },
      ]}
    />
  );
}

/** What stands first in a message. */
function headOf(entry: MessageEntry): string {
  if (entry.channel === "email") return entry.subject;
  if (entry.channel === "web-push") return entry.title;
  return JSON.stringify(entry.channel === "webhook" ? entry.payload : entry.content).slice(0, 100);
}
