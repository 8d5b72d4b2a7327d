import type { DeliveryEntry } from "@attune/model/delivery";
import { type ChannelName, channelNames } from "@attune/model/message";
import type { PlaybookFile } from "@attune/model/playbook-file";
import type { RestraintEntry } from "@attune/model/restraint";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { useRoute } from "../app/use-route.ts";
import { EntryEditor } from "../decide/entry-editor.tsx";
import { RestraintFields } from "../decide/restraint-fields.tsx";
import { restraintEntry, restraintForm } from "../decide/restraint-form.ts";
import { entryAt } from "../decide/with-entry.ts";
import { blankMessageCap, deliveryEntry, type MessageCapRow, messageCapsForm } from "../deliver/message-caps-form.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

type Kind = "channel" | "group" | "messages";

const titles: Readonly<Record<Kind, string>> = {
  channel: "Caps of a channel",
  group: "A group of tactics",
  messages: "Caps of messages",
};

const leads: Readonly<Record<Kind, string>> = {
  channel: "All tactics of the channel together, whatever placement they stand in.",
  group: "Of its tactics one is shown at a time; after one, another has to wait. A tactic joins it in its own form.",
  messages: "What keeps promotional messages back, beyond consent. Messages that people need always go out.",
};

/** `?of=channel&id=email`, `?of=group`, `?of=messages`. */
export default function CapEditor() {
  const { query } = useRoute();
  const kind = (query.get("of") ?? "channel") as Kind;
  const id = query.get("id");
  const playbook = usePlaybookToEdit();
  return (
    <Page title={titles[kind] ?? titles.channel} lead={leads[kind]} up={{ label: "Caps", route: "#/caps" }}>
      <Answer query={playbook} lines={5}>
        {({ text }) =>
          kind === "messages" ? (
            <Messages base={entryAt<DeliveryEntry>(text, ["delivery"])} categories={categoriesIn(text)} />
          ) : kind === "group" ? (
            <Group key={id} id={id} text={text} />
          ) : (
            <Channel key={id} id={id} text={text} />
          )
        }
      </Answer>
    </Page>
  );
}

interface OneProps {
  id: string | null;
  text: string;
}

function Channel({ id, text }: OneProps) {
  const [began] = useState(() =>
    id === null ? undefined : entryAt<NonNullable<RestraintEntry["everywhere"]>>(text, ["restraint", "channels", id]),
  );
  const [channel, setChannel] = useState(id ?? "");
  const [fields, setFields] = useState(() => restraintForm(began));
  const named = entryAt<NonNullable<PlaybookFile["placements"]>>(text, ["placements"]) ?? {};
  const known = [...new Set([...Object.values(named).flatMap(({ channel: own }) => own ?? []), ...channelNames])];
  const names = useId();
  return (
    <>
      <Panel title="How often, and when not">
        <div className={form.stack}>
          <div>
            <TextInput
              label="Channel"
              description="As placements name it"
              list={names}
              value={channel}
              disabled={id !== null}
              onChange={(event) => setChannel(event.currentTarget.value)}
            />
            <datalist id={names}>
              {known.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </div>
          <RestraintFields value={fields} onChange={setFields} />
        </div>
      </Panel>
      <EntryEditor
        path={["restraint", "channels", channel.trim()]}
        entry={restraintEntry(fields)}
        missing="It needs the name of a channel, and a cap or hours."
        isThere={began !== undefined}
        note={`Caps of the channel ${channel.trim()}`}
      />
    </>
  );
}

function Group({ id, text }: OneProps) {
  const [began] = useState(() =>
    id === null ? undefined : entryAt<{ restDays?: number }>(text, ["restraint", "groups", id]),
  );
  const [group, setGroup] = useState(id ?? "");
  const [restDays, setRestDays] = useState(began?.restDays === undefined ? "" : String(began.restDays));
  const tactics = Object.entries(entryAt<NonNullable<PlaybookFile["tactics"]>>(text, ["tactics"]) ?? {});
  const members = tactics.filter(([, { exclusivityGroup }]) => exclusivityGroup === group.trim());
  return (
    <>
      <Panel title="How long another waits">
        <div className={form.stack}>
          <div className={form.row}>
            <TextInput
              label="Group"
              description="As tactics name it"
              value={group}
              disabled={id !== null}
              onChange={(event) => setGroup(event.currentTarget.value)}
            />
            <TextInput
              label="Rest, days"
              description="Left out: not in the same request"
              inputMode="decimal"
              value={restDays}
              onChange={(event) => setRestDays(event.currentTarget.value)}
            />
          </div>
          <p className={form.note}>
            {members.length === 0 ? (
              "No tactic is in it yet."
            ) : (
              <>
                In it:{" "}
                {members.map(([tacticId, { name }], place) => (
                  <span key={tacticId}>
                    {place === 0 ? "" : ", "}
                    <a href={`#/tactic-editor?id=${encodeURIComponent(tacticId)}`}>{name ?? tacticId}</a>
                  </span>
                ))}
                .
              </>
            )}
          </p>
        </div>
      </Panel>
      <EntryEditor
        path={["restraint", "groups", group.trim()]}
        entry={Number(restDays) > 0 ? { restDays: Number(restDays) } : {}}
        missing="It needs a name."
        isThere={began !== undefined}
        note={`Group ${group.trim()}`}
      />
    </>
  );
}

/** Categories of promotional messages that the playbook has. */
function categoriesIn(text: string): string[] {
  const messages = entryAt<NonNullable<PlaybookFile["messages"]>>(text, ["messages"]) ?? {};
  const named = Object.values(messages).map(({ category }) => category ?? "marketing");
  return [...new Set(named)].filter((category) => category !== "transactional");
}

function Messages({ base, categories }: { base: DeliveryEntry | undefined; categories: string[] }) {
  const [began] = useState(base);
  const [fields, setFields] = useState(() => messageCapsForm(base));
  const { rows, quietHours, tiredAfter } = fields;
  const setRows = (changed: MessageCapRow[]) => setFields({ ...fields, rows: changed });
  const put = (place: number, changed: Partial<MessageCapRow>) =>
    setRows(rows.map((row, index) => (index === place ? { ...row, ...changed } : row)));
  const names = useId();
  return (
    <>
      <Panel title="How many messages">
        <div className={form.stack}>
          {rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a cap is its place.
            <div className={form.row} key={place}>
              <NativeSelect
                label="Over"
                value={row.channel}
                onChange={(event) => put(place, { channel: event.currentTarget.value as ChannelName | "" })}
                data={[{ value: "", label: "all channels together" }, ...channelNames]}
              />
              <TextInput
                label="Category"
                placeholder="all but transactional"
                list={names}
                value={row.category}
                onChange={(event) => put(place, { category: event.currentTarget.value })}
              />
              <TextInput
                label="At most, messages"
                inputMode="numeric"
                value={row.atMost}
                onChange={(event) => put(place, { atMost: event.currentTarget.value })}
              />
              <TextInput
                label="within days"
                inputMode="numeric"
                value={row.withinDays}
                onChange={(event) => put(place, { withinDays: event.currentTarget.value })}
              />
              <Button
                variant="subtle"
                aria-label={`Take out cap ${place + 1}`}
                onClick={() => setRows(rows.filter((_, index) => index !== place))}
              >
                Take out
              </Button>
            </div>
          ))}
          <datalist id={names}>
            {categories.map((category) => (
              <option key={category} value={category} />
            ))}
          </datalist>
          <div className={form.row}>
            <TextInput
              label="Never from–to"
              description="In the person's own time zone"
              placeholder="21:00-08:00"
              value={quietHours}
              onChange={(event) => setFields({ ...fields, quietHours: event.currentTarget.value })}
            />
            <TextInput
              label="Half as often after"
              description="Messages in 60 days without a response, or never"
              placeholder="10"
              value={tiredAfter}
              onChange={(event) => setFields({ ...fields, tiredAfter: event.currentTarget.value })}
            />
            <Button variant="default" onClick={() => setRows([...rows, blankMessageCap])}>
              Add a cap
            </Button>
          </div>
        </div>
      </Panel>
      <EntryEditor
        path={["delivery"]}
        entry={deliveryEntry(began, fields)}
        missing=""
        isThere={began !== undefined}
        note="Caps of messages"
      />
    </>
  );
}
