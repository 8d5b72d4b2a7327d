import type { Job } from "@attune/model/job";
import type { Command } from "commander";
import { followJob } from "../../client/follow-job.ts";
import type { Environment } from "../../environment.ts";
import type { RetentionReport } from "../../privacy/carry-out-retention.ts";
import { clientCommand } from "../client-command.ts";

export function privacyRetentionCommand(environment: Environment): Command {
  return clientCommand<{ dryRun?: true }>(environment, {
    name: "retention",
    description: "Forget what is older than the playbook keeps it. A server does it daily by itself.",
    example: "privacy retention --dry-run",
    act: async (connection, { dryRun }) =>
      followJob(
        connection,
        (await connection.request("POST", "/v1/privacy/retention", { dryRun: dryRun === true })) as unknown as Job,
        environment,
      ),
    print: (answer) => retentionText(answer as unknown as RetentionReport),
  }).option("--dry-run", "only count");
}

function retentionText(report: RetentionReport): string {
  const { dryRun, people, customers, visitors, quarantined, networkDetails } = report;
  const become = people === "erase" ? "erased" : "made nameless";
  const details = networkDetails === null ? "" : `, ${networkDetails} events lost their network details`;
  return `${dryRun ? "Would be" : "Were"} ${become}: ${customers} customers, ${visitors} visitors; ${quarantined} set-aside events discarded${details}.`;
}
