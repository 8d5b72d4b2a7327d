import type { AuditVerification } from "@attune/model/audit-record";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

export function auditVerifyCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "verify",
    description: "Whether the record of who changed what is whole: exit code 1 where it is not.",
    example: "audit verify --data-dir ./data",
    act: async (connection) => {
      const answer = await connection.request("GET", "/v1/audit/verify");
      if (!(answer as unknown as AuditVerification).intact) process.exitCode = 1;
      return answer;
    },
    print: (answer) => {
      const { entries, head, broken } = answer as unknown as AuditVerification;
      if (broken !== null) return `Record ${broken.sequence} does not fit: ${broken.reason}.`;
      return head === null ? "Nothing was changed yet." : `${entries} records, whole. The last one's hash: ${head}`;
    },
  });
}
