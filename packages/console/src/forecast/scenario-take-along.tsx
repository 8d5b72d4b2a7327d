import type { ScenarioFile } from "@attune/model/scenario-file";
import type { ScenarioReport } from "@attune/model/scenario-report";
import { Button } from "@mantine/core";
import { stringify } from "yaml";
import { useJob } from "../api/jobs.ts";
import { Busy } from "../parts/busy.tsx";
import form from "../parts/form.module.css";
import { Allowed } from "../parts/not-for-role.tsx";
import { Panel } from "../parts/panel.tsx";
import { saveFile } from "../parts/save-file.ts";
import { Trouble } from "../parts/trouble.tsx";

/** The file as it was moved, and the report as the command makes it, with all draws, as a page and as a spreadsheet. */
export function TakeAlong({ file }: { file: ScenarioFile }) {
  const job = useJob<ScenarioReport & { html?: string; xlsx?: string }>("/v1/forecast/scenarios");
  const bytes = (base64: string) => Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
  return (
    <Panel title="Take it along">
      <div className={form.stack}>
        <div className={form.buttons}>
          <Button variant="default" onClick={() => saveFile("scenario.yaml", "application/yaml", stringify(file))}>
            The file, as moved
          </Button>
          <Allowed to="study">
            <Button loading={job.isPending} onClick={() => job.mutate({ file, pages: ["html", "xlsx"] })}>
              Work out the full report
            </Button>
          </Allowed>
        </div>
        {job.isPending ? <Busy what="Working it out" progress={job.progress} jobId={job.jobId} /> : null}
        {job.error ? <Trouble error={job.error} /> : null}
        {job.data ? (
          <div className={form.buttons} role="status">
            <Button variant="default" onClick={() => saveFile("scenario.html", "text/html", job.data.html ?? "")}>
              As a page (HTML)
            </Button>
            <Button
              variant="default"
              onClick={() =>
                saveFile(
                  "scenario.xlsx",
                  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                  bytes(job.data.xlsx ?? ""),
                )
              }
            >
              As a spreadsheet (XLSX)
            </Button>
          </div>
        ) : null}
      </div>
    </Panel>
  );
}
