import type { Job } from "@attune/model/job";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { type AttributionReport, useAttribution } from "../api/attributions.ts";
import { useGet } from "../api/get.ts";
import { useOneJob } from "../api/jobs.ts";
import { goTo, useRoute } from "../app/use-route.ts";
import { AttributionView } from "../learn/attribution-view.tsx";
import { type ColumnRoles, columnsOfFile, likelyRoles } from "../learn/table-columns.ts";
import { Answer } from "../parts/answer.tsx";
import { Busy } from "../parts/busy.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

const kind = "learn attribution";

/** The one that is looked at stands in the address, so that it can be handed on while it is worked out. */
export default function Attributions() {
  const jobId = useRoute().query.get("job");
  return (
    <Page
      title="Attributions"
      lead="What each signal that choices go by adds to clicks, conversions and cart value: with its interval, and with the experiment that proves it."
    >
      {jobId === null ? null : <Found jobId={jobId} />}
      <Ask />
      <Earlier />
    </Page>
  );
}

function Found({ jobId }: { jobId: string }) {
  const job = useOneJob(jobId);
  return (
    <Answer query={job} lines={6}>
      {({ state, progress, error, result }) => {
        if (state === "done") return <AttributionView report={result as unknown as AttributionReport} />;
        return (
          <Panel title="What each signal adds">
            {state === "running" ? (
              <Busy what="Training with and without each signal" progress={progress} jobId={jobId} />
            ) : (
              <Empty title={state === "canceled" ? "It was called off" : "It could not be worked out"}>
                {error?.message}
              </Empty>
            )}
          </Panel>
        );
      }}
    </Answer>
  );
}

function Ask() {
  const attribution = useAttribution();
  const [file, setFile] = useState<File | null>(null);
  const [columns, setColumns] = useState<string[]>([]);
  const [roles, setRoles] = useState<ColumnRoles>(likelyRoles([]));
  const [share, setShare] = useState("20");
  const take = async (chosen: File | null) => {
    setFile(chosen);
    const names = chosen === null ? [] : await columnsOfFile(chosen);
    setColumns(names);
    setRoles(likelyRoles(names));
  };
  const outcomes = [roles.click, roles.conversion, roles.value].filter(Boolean);
  const isComplete = file !== null && roles.signals.length > 1 && outcomes.length > 0 && Number(share) > 0;
  const start = () => {
    if (file === null) return;
    const options = {
      signals: roles.signals.join(","),
      share: Number(share) / 100,
      ...Object.fromEntries(
        (["person", "click", "conversion", "value"] as const).flatMap((role) =>
          roles[role] === "" ? [] : [[role, roles[role]]],
        ),
      ),
    };
    attribution.mutate(
      { file, options },
      { onSuccess: ({ jobId }: Job) => goTo(`#/attributions?job=${encodeURIComponent(jobId)}`) },
    );
  };
  return (
    <Panel title="A log of what was shown" aside="CSV or TSV, packed with gzip or not">
      <Allowed to="study">
        <div className={form.stack}>
          <p className={form.note}>
            One line for each thing that was shown to somebody: what the choice could go by (affinity, price, how
            recent), whom it was shown, and what came of it. Words count as categories.
          </p>
          <label className={form.choice}>
            The file{" "}
            <input
              type="file"
              accept=".csv,.tsv,.txt,.gz"
              onChange={(event) => void take(event.currentTarget.files?.[0] ?? null)}
            />
          </label>
          {file !== null && columns.length === 0 ? (
            <p role="alert">No line with names of columns was found at its beginning.</p>
          ) : null}
          {columns.length === 0 ? null : (
            <Roles columns={columns} roles={roles} put={(changed) => setRoles({ ...roles, ...changed })} />
          )}
          {columns.length === 0 ? null : (
            <div className={form.row}>
              <TextInput
                label="A choice takes, % of the lines"
                inputMode="decimal"
                value={share}
                onChange={(event) => setShare(event.currentTarget.value)}
              />
              <Button disabled={!isComplete} loading={attribution.isPending} onClick={start}>
                Work it out
              </Button>
            </div>
          )}
          {columns.length > 0 && !isComplete ? (
            <p className={form.note}>It needs two signals or more, and a column that says what came of it.</p>
          ) : null}
          {attribution.error ? <Trouble error={attribution.error} /> : null}
        </div>
      </Allowed>
    </Panel>
  );
}

interface RolesProps {
  columns: readonly string[];
  roles: ColumnRoles;
  put: (changed: Partial<ColumnRoles>) => void;
}

const outcomeLabels = {
  person: "Whom it was shown",
  click: "Clicked (0 or 1)",
  conversion: "Bought (0 or 1)",
  value: "The cart's value",
} as const;

function Roles({ columns, roles, put }: RolesProps) {
  const { signals } = roles;
  return (
    <>
      <div className={form.row}>
        {(["person", "click", "conversion", "value"] as const).map((role) => (
          <NativeSelect
            key={role}
            className={form.grow ?? ""}
            label={outcomeLabels[role]}
            value={roles[role]}
            onChange={(event) => put({ [role]: event.currentTarget.value })}
            data={[{ value: "", label: role === "person" ? "Every line somebody else" : "Not in it" }, ...columns]}
          />
        ))}
      </div>
      <fieldset className={form.group}>
        <legend className={form.sub}>Signals</legend>
        <div className={form.row}>
          {columns.map((name) => (
            <label key={name} className={form.choice}>
              <input
                type="checkbox"
                checked={signals.includes(name)}
                onChange={() =>
                  put({ signals: signals.includes(name) ? signals.filter((one) => one !== name) : [...signals, name] })
                }
              />{" "}
              {name}
            </label>
          ))}
        </div>
      </fieldset>
    </>
  );
}

const stateTones = { running: "plain", done: "good", failed: "bad", canceled: "plain" } as const;

function Earlier() {
  const jobs = useGet<{ jobs: Job[] }>("/v1/jobs");
  return (
    <Panel title="Worked out before" aside="Since the server started">
      <Answer query={jobs} lines={2}>
        {({ jobs: found }) => {
          const own = found.filter((job) => job.kind === kind);
          if (own.length === 0) return <Empty title="None yet">The answer gets an address of its own.</Empty>;
          return (
            <DataTable
              caption="Attributions worked out"
              rows={own}
              rowKey={({ jobId }) => jobId}
              columns={[
                {
                  title: "When",
                  show: ({ jobId, startedAt }) => (
                    <a href={`#/attributions?job=${encodeURIComponent(jobId)}`}>
                      <Moment at={startedAt} />
                    </a>
                  ),
                  csv: ({ startedAt }) => new Date(startedAt).toISOString(),
                },
                {
                  title: "Signals",
                  show: (job) => signalsOf(job),
                  csv: (job) => signalsOf(job),
                },
                {
                  title: "State",
                  show: ({ state }) => <Pill tone={stateTones[state]}>{state}</Pill>,
                  csv: ({ state }) => state,
                },
              ]}
            />
          );
        }}
      </Answer>
    </Panel>
  );
}

function signalsOf({ state, result }: Job): string {
  return state === "done" ? (result as unknown as AttributionReport).data.signals.join(", ") : "–";
}
