import type { Job } from "@attune/model/job";
import { Button } from "@mantine/core";
import { useAct } from "../api/act.ts";
import { useGet } from "../api/get.ts";
import { useBusiness } from "../api/system.ts";
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
          Whoever has the secret key may do everything, and changes are kept under the name “console”. Accounts and
          roles do not exist yet: give the key to nobody whom you would not give all of it.
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
              state === "running" ? (
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
