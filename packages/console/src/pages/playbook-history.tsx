import type { PlaybookRevision } from "@attune/model/playbook-revision";
import { Button } from "@mantine/core";
import { useRevision, useRevisions } from "../api/playbook.ts";
import { useQueryState } from "../app/use-route.ts";
import { PlaybookChange } from "../decide/playbook-change.tsx";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { JsonView } from "../parts/json-view.tsx";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";

type Listed = Omit<PlaybookRevision, "text">;

export default function PlaybookHistory() {
  const revisions = useRevisions();
  const [revision, setRevision] = useQueryState("revision", "");
  const chosen = revision === "" ? null : Number(revision);
  const present = revisions.data?.revisions[0]?.revision ?? 0;
  return (
    <Page
      title="History of the playbook"
      lead="Every change with who made it and why. Any of them can run again."
      up={{ label: "Playbook", route: "#/playbook" }}
    >
      <Panel title="Revisions" aside="The newest runs">
        <Answer query={revisions}>
          {({ revisions: found }) =>
            found.length === 0 ? (
              <Empty title="No changes yet" />
            ) : (
              <History
                revisions={found}
                present={present}
                chosen={chosen}
                onChoose={(one) => setRevision(String(one))}
              />
            )
          }
        </Answer>
      </Panel>
      {chosen === null ? null : <OneRevision key={chosen} revision={chosen} present={present} />}
    </Page>
  );
}

interface HistoryProps {
  revisions: Listed[];
  present: number;
  chosen: number | null;
  onChoose: (revision: number) => void;
}

function History({ revisions, present, chosen, onChoose }: HistoryProps) {
  return (
    <>
      <DataTable
        caption="Revisions of the playbook"
        rows={revisions}
        rowKey={({ revision }) => String(revision)}
        columns={[
          { title: "Revision", show: ({ revision }) => revision, csv: ({ revision }) => revision },
          { title: "When", show: ({ at }) => <Moment at={at} />, csv: ({ at }) => new Date(at).toISOString() },
          { title: "Who", show: ({ author }) => author, csv: ({ author }) => author },
          { title: "Why", isText: true, show: ({ note }) => note || "nothing said", csv: ({ note }) => note },
          {
            title: "What to do",
            show: ({ revision }) => (
              <div className={form.buttons}>
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-pressed={revision === chosen}
                  onClick={() => onChoose(revision)}
                >
                  Look at {revision}
                </Button>
              </div>
            ),
          },
        ]}
      />
      <p className={form.note}>Revision {present} runs.</p>
    </>
  );
}

/** An earlier revision: its text, and the way back to it with its plan. */
function OneRevision({ revision, present }: { revision: number; present: number }) {
  const found = useRevision(revision);
  return (
    <Panel title={`Revision ${revision}`}>
      <Answer query={found}>
        {({ text }) => (
          <div className={form.stack}>
            <JsonView value={text} label={`Text of revision ${revision}`} />
            {revision === present ? (
              <p className={form.note}>This is what runs.</p>
            ) : (
              <PlaybookChange text={text} from={present} note={`back to revision ${revision}`} />
            )}
          </div>
        )}
      </Answer>
    </Panel>
  );
}
