import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { ForgettingCertificate } from "../../privacy/forget-person.ts";
import { clientCommand } from "../client-command.ts";
import { certificateText } from "./forget.ts";

export function privacyCertificatesCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "certificates",
    description: "What was forgotten, place by place, newest first.",
    example: "privacy certificates",
    act: (connection) => connection.request("GET", "/v1/privacy/certificates"),
    print: (answer) => {
      const { certificates } = answer as unknown as { certificates: ForgettingCertificate[] };
      return certificates.length === 0 ? "Nobody was forgotten yet." : certificates.map(certificateText).join("\n\n");
    },
  });
}
