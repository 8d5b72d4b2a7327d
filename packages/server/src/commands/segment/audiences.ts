import type { Audience, AudiencePush } from "@attune/model/audience";
import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";

export function segmentAudiencesCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "audiences",
    description: "Audiences that other systems are told once a day (`audiences:` of attune.yaml), and how far.",
    example: "segment audiences",
    act: (connection) => connection.request("GET", "/v1/audiences"),
    print: (answer) => {
      const { audiences } = answer as unknown as { audiences: Array<Audience & AudiencePush> };
      return audiences.length === 0 ? "The playbook has no audiences." : audiences.map(line).join("\n");
    },
  });
}

function line({ audienceId, segmentId, url, day, people, leftOut, trouble }: Audience & AudiencePush): string {
  const { noConsent, noIdentifier, boughtLately } = leftOut;
  const told = day === null ? "not told yet" : `told on ${day}: ${people} people`;
  return [
    `${audienceId} (${segmentId}) → ${url}: ${told}`,
    `  left out: ${noConsent} without consent, ${noIdentifier} without such an identifier, ${boughtLately} who bought lately`,
    ...(trouble === null ? [] : [`  ${trouble}`]),
  ].join("\n");
}
