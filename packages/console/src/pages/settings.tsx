import type { Job } from "@attune/model/job";
import { Button } from "@mantine/core";
import { useAct } from "../api/act.ts";
import { useGet } from "../api/get.ts";
import { useBusiness } from "../api/system.ts";
import { useMay } from "../app/session.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

const stateTones: Record<Job["state"], Tone> = { running: "warn", done: "good", failed: "bad", canceled: "plain" };

export default function Settings() {
  const business = useBusiness();
  const jobs = useGet<{ jobs: Job[] }>("/v1/jobs", 2_000);
  return (
    <Page title="Instance" lead="What holds for all of it, and what it is working on.">
      <Panel title="The business">
        <Answer query={business}>
          {({ name, timeZone, currency }) => (
            <div className={form.stack}>
              <Facts
                facts={[
                  ["Name", name],
                  ["Days begin in", timeZone],
                  ["Money is told in", currency ?? "the currency of the first priced event"],
                ]}
              />
              <p className={form.note}>
                It is declared in <a href="#/playbook/edit">the playbook</a>, under <code>business</code>.
              </p>
            </div>
          )}
        </Answer>
      </Panel>
      <Panel title="Access">
        <p className={form.note}>
          People sign in, and each may do what their role permits; programs come with a key, within its scopes. Every
          change, and every look of support and admins at a person, stands in the audit log under the name of the
          account or the key. An admin sees all of it under <a href="#/settings/people">People</a>,{" "}
          <a href="#/settings/keys">Keys</a> and <a href="#/settings/audit">Audit log</a>.
        </p>
      </Panel>
      <Panel title="Long work">
        <Answer query={jobs}>
          {({ jobs: found }) =>
            found.length === 0 ? (
              <Empty title="Nothing is running, and nothing has run since the start">
                Imports, trainings, forecasts and backups show here with their progress.
              </Empty>
            ) : (
              <JobTable jobs={found} />
            )
          }
        </Answer>
      </Panel>
    </Page>
  );
}

function JobTable({ jobs }: { jobs: readonly Job[] }) {
  const cancel = useAct<Job>();
  const mayStop = useMay("study");
  return (
    <>
      {cancel.error ? <Trouble error={cancel.error} /> : null}
      <DataTable
        caption="Jobs"
        rows={jobs}
        rowKey={({ jobId }) => jobId}
        columns={[
          { title: "Work", show: ({ kind }) => kind, csv: ({ kind }) => kind },
          {
            title: "State",
            show: ({ state }) => <Pill tone={stateTones[state]}>{state}</Pill>,
            csv: ({ state }) => state,
          },
          {
            title: "Progress",
            show: ({ progress, error }) =>
              error?.message ??
              `${progress.done}${progress.total === null ? "" : ` of ${progress.total}`} ${progress.unit}`,
            csv: ({ progress }) => progress.done,
          },
          { title: "Began", show: ({ startedAt }) => <Moment at={startedAt} />, csv: ({ startedAt }) => startedAt },
          {
            title: "What to do",
            show: ({ state, jobId, kind }) =>
              state === "running" && mayStop ? (
                <Button
                  variant="default"
                  size="compact-sm"
                  onClick={() => cancel.mutate({ path: `/v1/jobs/${encodeURIComponent(jobId)}`, method: "DELETE" })}
                >
                  Cancel {kind}
                </Button>
              ) : (
                ""
              ),
          },
        ]}
      />
    </>
  );
}
