import type { AuditRecord, AuditVerification } from "@attune/model/audit-record";
import { Button } from "@mantine/core";
import { useGet, withQuery } from "../api/get.ts";
import { useQueryState } from "../app/use-route.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";

interface AuditPage {
  records: AuditRecord[];
  next: number | null;
}

/** Who changed what, and who looked at whom. */
export default function SettingsAudit() {
  const [before, setBefore] = useQueryState("before", "");
  const query = useGet<AuditPage>(withQuery("/v1/audit", { limit: 100, before: before === "" ? undefined : before }));
  const verified = useGet<AuditVerification>("/v1/audit/verify");
  return (
    <Page
      title="Audit log"
      lead="Who changed what, and who looked at people as they are. Each record holds the hash of the one before: what is changed afterwards shows."
    >
      <Panel title="Is it whole?">
        <Answer query={verified} lines={1}>
          {({ intact, entries, head, broken }) => (
            <div className={form.stack}>
              <p>
                {intact ? <Pill tone="good">whole</Pill> : <Pill tone="bad">broken</Pill>}{" "}
                {broken === null ? `${entries} records.` : `Record ${broken.sequence}: ${broken.reason}.`}
              </p>
              {head === null ? null : (
                <p className={form.note}>
                  The last record’s hash, to be written down elsewhere:{" "}
                  <code className={form.code}>{head.slice(0, 16)}…</code>
                </p>
              )}
            </div>
          )}
        </Answer>
      </Panel>
      <Panel title="Records, newest first">
        <Answer query={query} lines={8}>
          {({ records, next }) =>
            records.length === 0 ? (
              <Empty title="Nothing was changed yet">Every change, sign-in and look at a person will stand here.</Empty>
            ) : (
              <>
                <DataTable
                  caption="Audit log"
                  rows={records}
                  rowKey={({ sequence }) => String(sequence)}
                  columns={[
                    { title: "Number", show: ({ sequence }) => sequence, csv: ({ sequence }) => sequence },
                    {
                      title: "When",
                      show: ({ at }) => <Moment at={at} />,
                      csv: ({ at }) => new Date(at).toISOString(),
                    },
                    { title: "Who", show: ({ by }) => by, csv: ({ by }) => by },
                    {
                      title: "What",
                      isText: true,
                      show: ({ action }) => <code className={form.code}>{action}</code>,
                      csv: ({ action }) => action,
                    },
                    { title: "To what", show: ({ target }) => target, csv: ({ target }) => target },
                  ]}
                />
                <div className={form.buttons}>
                  {before === "" ? null : (
                    <Button variant="default" onClick={() => setBefore("")}>
                      Newest
                    </Button>
                  )}
                  {next === null ? null : (
                    <Button variant="default" onClick={() => setBefore(String(next))}>
                      Older
                    </Button>
                  )}
                </div>
              </>
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}
