import type { CapEntry, RestraintEntry } from "@attune/model/restraint";
import type { Tactic } from "@attune/model/tactic";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTactics } from "../api/measure.ts";
import { usePlaybookText } from "../api/playbook.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { entryAt, withEntry, withoutEntry } from "../decide/with-entry.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
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
            <Channels restraint={entryAt<RestraintEntry>(text, ["restraint"]) ?? {}} />
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
  const [began] = useState(() => entryAt<NonNullable<RestraintEntry["everywhere"]>>(text, path));
  const cap = began?.caps?.[0];
  const [atMost, setAtMost] = useState(cap === undefined ? "" : String(cap.atMost));
  const [withinDays, setWithinDays] = useState(cap === undefined ? "7" : String(daysOf(cap)));
  const [quietHours, setQuietHours] = useState(began?.quietHours ?? "");
  const caps = [
    ...(Number(atMost) > 0 ? [{ atMost: Number(atMost), withinDays: Number(withinDays) || 7 }] : []),
    ...(began?.caps?.slice(1) ?? []),
  ];
  const entry = {
    ...(caps.length === 0 ? {} : { caps }),
    ...(quietHours.trim() === "" ? {} : { quietHours: quietHours.trim() }),
  };
  const changed = Object.keys(entry).length === 0 ? withoutEntry(text, path) : withEntry(text, path, entry);
  return (
    <Panel title="Everything together" aside="All tactics, all channels">
      <div className={form.stack}>
        <div className={form.row}>
          <TextInput
            label="At most, times"
            inputMode="numeric"
            placeholder="no cap"
            value={atMost}
            onChange={(event) => setAtMost(event.currentTarget.value)}
          />
          <TextInput
            label="within days"
            inputMode="decimal"
            value={withinDays}
            onChange={(event) => setWithinDays(event.currentTarget.value)}
          />
          <TextInput
            className={form.grow ?? ""}
            label="Never from–to"
            description="In the business's time zone"
            placeholder="22:00-07:00"
            value={quietHours}
            onChange={(event) => setQuietHours(event.currentTarget.value)}
          />
        </div>
        <PlaybookChange text={changed} from={revision} note="Caps of everything" />
      </div>
    </Panel>
  );
}

const daysOf = ({ withinDays, withinHours }: CapEntry): number => withinDays ?? (withinHours ?? 24 * 7) / 24;

function Channels({ restraint: { channels = {}, groups = {} } }: { restraint: RestraintEntry }) {
  const rows = [
    ...Object.entries(channels).map(([name, { caps = [], quietHours }]) => ({
      name: `Channel ${name}`,
      says: [
        ...caps.map((cap) => `at most ${cap.atMost} within ${daysOf(cap)} days`),
        ...(quietHours === undefined ? [] : [`not ${quietHours}`]),
      ].join("; "),
    })),
    ...Object.entries(groups).map(([name, { restDays }]) => ({
      name: `Group ${name}`,
      says: `one tactic of it; another after ${restDays ?? 0} days`,
    })),
  ];
  return (
    <Panel title="Channels and groups" aside={<a href="#/playbook/edit">Edit as text</a>}>
      {rows.length === 0 ? (
        <Empty title="None is restrained of its own">
          Under <code>restraint</code> a channel can have its caps and quiet hours, and a group of tactics can be shown
          one at a time.
        </Empty>
      ) : (
        <DataTable
          caption="Channels and groups"
          rows={rows}
          rowKey={({ name }) => name}
          columns={[
            { title: "What", show: ({ name }) => name, csv: ({ name }) => name },
            { title: "Restrained", show: ({ says }) => says, csv: ({ says }) => says },
          ]}
        />
      )}
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
