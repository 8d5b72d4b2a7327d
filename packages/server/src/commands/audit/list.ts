import type { AuditRecord } from "@attune/model/audit-record";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { UsageError } from "../usage-error.ts";

export function auditListCommand(environment: Environment): Command {
  return clientCommand<{ limit?: string }>(environment, {
    name: "list",
    description: "Who changed what through the API, newest first.",
    example: "audit list --limit 20",
    act: (connection, { limit = "50" }) => {
      if (!/^[1-9]\d{0,2}$/.test(limit)) throw new UsageError(`--limit ${limit}: a number from 1 to 999`);
      return connection.request("GET", `/v1/audit?limit=${limit}`);
    },
    print: (answer) => {
      const { records } = answer as unknown as { records: AuditRecord[] };
      return records.length === 0 ? "Nothing was changed yet." : records.map(line).join("\n");
    },
  }).option("--limit <count>", "how many", "50");
}

function line({ sequence, at, by, action, target }: AuditRecord): string {
  return `${sequence}  ${new Date(at).toISOString().slice(0, 19).replace("T", " ")}  ${by}  ${action}  ${target}`.trimEnd();
}
