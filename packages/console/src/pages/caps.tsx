import type { DeliveryEntry } from "@attune/model/delivery";
import type { RestraintEntry } from "@attune/model/restraint";
import type { Tactic } from "@attune/model/tactic";
import { useState } from "react";
import { useTactics } from "../api/measure.ts";
import { usePlaybookText } from "../api/playbook.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { RestraintFields } from "../decide/restraint-fields.tsx";
import { restraintEntry, restraintForm, restraintWords } from "../decide/restraint-form.ts";
import { entryAt, withEntry, withoutEntry } from "../decide/with-entry.ts";
import { messageCapWords } from "../deliver/message-caps-form.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { editTactic } from "./placements.tsx";

const dayMs = 86_400_000;

export default function Caps() {
  const playbook = usePlaybookText();
  const tactics = useTactics();
  return (
    <Page
      title="Caps"
      lead="How often somebody may be spoken to, over all channels, and when not. Held-out people are restrained alike, so that both sides stay comparable."
    >
      <Answer query={playbook} lines={4}>
        {({ text, revision }) => (
          <>
            <Everywhere text={text} revision={revision} />
            <ChannelsAndGroups
              restraint={entryAt<RestraintEntry>(text, ["restraint"]) ?? {}}
              delivery={entryAt<DeliveryEntry>(text, ["delivery"])}
            />
          </>
        )}
      </Answer>
      <Panel title="By tactic">
        <Answer query={{ ...tactics, data: tactics.data }} lines={4}>
          {(found) => <TacticCaps tactics={found} />}
        </Answer>
      </Panel>
    </Page>
  );
}

function Everywhere({ text, revision }: { text: string; revision: number }) {
  const path = ["restraint", "everywhere"] as const;
  const [fields, setFields] = useState(() => restraintForm(entryAt(text, path)));
  const entry = restraintEntry(fields);
  return (
    <Panel title="Everything together" aside="All tactics, all channels">
      <div className={form.stack}>
        <RestraintFields value={fields} onChange={setFields} />
        <PlaybookChange
          text={entry === null ? withoutEntry(text, path) : withEntry(text, path, entry)}
          from={revision}
          note="Caps of everything"
        />
      </div>
    </Panel>
  );
}

interface CapsProps {
  restraint: RestraintEntry;
  delivery: DeliveryEntry | undefined;
}

function ChannelsAndGroups({ restraint: { channels = {}, groups = {} }, delivery }: CapsProps) {
  const rows = [
    { name: "Messages of journeys", says: messageCapWords(delivery), edit: "#/cap-editor?of=messages" },
    ...Object.entries(channels).map(([id, entry]) => ({
      name: `Channel ${id}`,
      says: restraintWords(entry),
      edit: `#/cap-editor?of=channel&id=${encodeURIComponent(id)}`,
    })),
    ...Object.entries(groups).map(([id, { restDays }]) => ({
      name: `Group ${id}`,
      says: `one tactic of it; another ${restDays === undefined ? "not in the same request" : `after ${restDays} days`}`,
      edit: `#/cap-editor?of=group&id=${encodeURIComponent(id)}`,
    })),
  ];
  return (
    <Panel
      title="Channels, groups and messages"
      aside={
        <span className={form.buttons}>
          <LinkButton href="#/cap-editor?of=channel">New cap of a channel</LinkButton>
          <LinkButton href="#/cap-editor?of=group">New group</LinkButton>
        </span>
      }
    >
      <DataTable
        caption="Caps of channels, groups and messages"
        rows={rows}
        rowKey={({ name }) => name}
        columns={[
          { title: "What", show: ({ name, edit }) => <a href={edit}>{name}</a>, csv: ({ name }) => name },
          { title: "Restrained", isText: true, show: ({ says }) => says, csv: ({ says }) => says },
        ]}
      />
    </Panel>
  );
}

function TacticCaps({ tactics }: { tactics: Tactic[] }) {
  if (tactics.length === 0) return <Empty title="No tactics yet" />;
  return (
    <DataTable
      caption="Caps of tactics"
      rows={tactics}
      rowKey={({ tacticId }) => tacticId}
      columns={[
        {
          title: "Tactic",
          show: ({ tacticId, name }) => <a href={editTactic(tacticId)}>{name}</a>,
          csv: ({ name }) => name,
        },
        { title: "At most", show: ({ caps }) => capWords(caps), csv: ({ caps }) => capWords(caps) },
        { title: "Not", show: ({ quietHours }) => quietHours ?? "–", csv: ({ quietHours }) => quietHours ?? null },
        {
          title: "One of",
          show: ({ exclusivityGroup }) => exclusivityGroup ?? "–",
          csv: ({ exclusivityGroup }) => exclusivityGroup ?? null,
        },
      ]}
    />
  );
}

function capWords(caps: Tactic["caps"] = []): string {
  if (caps.length === 0) return "as often as it comes";
  return caps
    .map(({ atMost, withinMs }) => {
      const days = withinMs / dayMs;
      const span = days >= 1 ? `${Number(days.toPrecision(3))} ${plural(days, "day")}` : `${withinMs / 3_600_000} h`;
      return `${formatCount(atMost)} within ${span}`;
    })
    .join(", ");
}
