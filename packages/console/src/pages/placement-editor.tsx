import type { PlaybookFile } from "@attune/model/playbook-file";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { usePlaybookToEdit } from "../api/playbook.ts";
import { useRoute } from "../app/use-route.ts";
import { EntryEditor } from "../decide/entry-editor.tsx";
import { ContentFields, ItemsFields } from "../decide/entry-fields.tsx";
import { type ContentRow, contentOf, contentRows } from "../decide/tactic-form.ts";
import { entryAt } from "../decide/with-entry.ts";
import { Answer } from "../parts/answer.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

type PlacementEntry = NonNullable<PlaybookFile["placements"]>[string];

export default function PlacementEditor() {
  const id = useRoute().query.get("id");
  const playbook = usePlaybookToEdit();
  return (
    <Page
      title={id === null ? "A new placement" : "Change a placement"}
      lead="A place of a page or a message, and what stands there for everybody to whom no tactic comes."
      up={{ label: "Placements and tactics", route: "#/placements" }}
    >
      <Answer query={playbook} lines={6}>
        {({ text }) => (
          <Editor
            key={id ?? "new"}
            id={id}
            base={id === null ? undefined : entryAt<PlacementEntry>(text, ["placements", id])}
          />
        )}
      </Answer>
    </Page>
  );
}

function Editor({ id, base }: { id: string | null; base: PlacementEntry | undefined }) {
  const [began] = useState(base);
  const [placementId, setPlacementId] = useState(id ?? "");
  const [title, setTitle] = useState(began?.title ?? "");
  const [channel, setChannel] = useState(began?.channel ?? "");
  const [rows, setRows] = useState<ContentRow[]>(contentRows(began?.default?.content));
  const [from, setFrom] = useState<string>(began?.default?.items?.from ?? "");
  const [limit, setLimit] = useState(String(began?.default?.items?.limit ?? 8));
  const content = contentOf(rows, began?.default?.content);
  const items = from === "" ? {} : { items: { ...began?.default?.items, from, limit: Number(limit) || 8 } };
  const { title: _title, channel: _channel, default: _default, ...kept } = began ?? {};
  const entry = {
    ...(title.trim() === "" ? {} : { title: title.trim() }),
    ...kept,
    ...(channel.trim() === "" ? {} : { channel: channel.trim() }),
    default: { content, ...items },
  };
  return (
    <>
      <Panel title="What stands there otherwise">
        <div className={form.stack}>
          <div className={form.row}>
            <TextInput
              className={form.grow ?? ""}
              label="Id, as pages ask for it"
              placeholder="home-hero"
              value={placementId}
              disabled={id !== null}
              onChange={(event) => setPlacementId(event.currentTarget.value)}
            />
            <TextInput
              className={form.grow ?? ""}
              label="In words"
              placeholder="Banner of the home page"
              value={title}
              onChange={(event) => setTitle(event.currentTarget.value)}
            />
            <TextInput
              label="Counts in the channel"
              placeholder="that of the request"
              value={channel}
              onChange={(event) => setChannel(event.currentTarget.value)}
            />
          </div>
          <ContentFields rows={rows} onChange={setRows} />
          <ItemsFields from={from} limit={limit} onFrom={setFrom} onLimit={setLimit} />
        </div>
      </Panel>
      <EntryEditor
        path={["placements", placementId.trim()]}
        entry={placementId.trim() === "" ? null : entry}
        missing="It needs an id."
        isThere={began !== undefined}
        note={`Placement ${placementId.trim()}`}
      />
    </>
  );
}
