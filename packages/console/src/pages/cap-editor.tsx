import type { DeliveryEntry } from "@attune/model/delivery";
import { type ChannelName, channelNames } from "@attune/model/message";
import type { PlaybookFile } from "@attune/model/playbook-file";
import type { RestraintEntry } from "@attune/model/restraint";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import { usePlaybookText } from "../api/playbook.ts";
import { useRoute } from "../app/use-route.ts";
import { EntryEditor } from "../decide/entry-editor.tsx";
import { RestraintFields } from "../decide/restraint-fields.tsx";
import { restraintEntry, restraintForm } from "../decide/restraint-form.ts";
import { entryAt } from "../decide/with-entry.ts";
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
  const playbook = usePlaybookText();
  return (
    <Page title={titles[kind] ?? titles.channel} lead={leads[kind]} up={{ label: "Caps", route: "#/caps" }}>
      <Answer query={playbook} lines={5}>
        {({ text }) =>
          kind === "messages" ? (
            <Messages base={entryAt<DeliveryEntry>(text, ["delivery"])} />
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

/** One cap of messages as it is typed. */
interface MessageCapRow {
  channel: ChannelName | "";
  atMost: string;
  withinDays: string;
}

function Messages({ base }: { base: DeliveryEntry | undefined }) {
  const [began] = useState(base);
  // Without a word three in seven days hold.
  const [rows, setRows] = useState<MessageCapRow[]>(() =>
    (began?.caps ?? [{ atMost: 3, withinDays: 7 }]).map(({ channel, atMost, withinDays }) => ({
      channel: channel ?? "",
      atMost: String(atMost),
      withinDays: String(withinDays),
    })),
  );
  const [quietHours, setQuietHours] = useState(began?.quietHours ?? "");
  const [tiredAfter, setTiredAfter] = useState(began?.tiredAfter === undefined ? "" : String(began.tiredAfter));
  const put = (place: number, changed: Partial<MessageCapRow>) =>
    setRows(rows.map((row, index) => (index === place ? { ...row, ...changed } : row)));
  const { caps: _caps, quietHours: _hours, tiredAfter: _tired, ...kept } = began ?? {};
  const entry = {
    ...kept,
    caps: rows
      .filter(({ atMost }) => atMost.trim() !== "")
      .map(({ channel, atMost, withinDays }) => ({
        ...(channel === "" ? {} : { channel }),
        atMost: Number(atMost),
        withinDays: Number(withinDays) || 7,
      })),
    ...(quietHours.trim() === "" ? {} : { quietHours: quietHours.trim() }),
    ...(Number(tiredAfter) > 0 ? { tiredAfter: Number(tiredAfter) } : {}),
  };
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
          <div className={form.row}>
            <TextInput
              label="Never from–to"
              description="In the person's own time zone"
              placeholder="21:00-08:00"
              value={quietHours}
              onChange={(event) => setQuietHours(event.currentTarget.value)}
            />
            <TextInput
              label="Half as many after"
              description="Messages in 60 days without a response"
              inputMode="numeric"
              placeholder="never"
              value={tiredAfter}
              onChange={(event) => setTiredAfter(event.currentTarget.value)}
            />
            <Button variant="default" onClick={() => setRows([...rows, { channel: "", atMost: "", withinDays: "7" }])}>
              Add a cap
            </Button>
          </div>
        </div>
      </Panel>
      <EntryEditor path={["delivery"]} entry={entry} missing="" isThere={began !== undefined} note="Caps of messages" />
    </>
  );
}
