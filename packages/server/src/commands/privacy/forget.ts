import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { ForgettingCertificate } from "../../privacy/forget-person.ts";
import { clientCommand } from "../client-command.ts";
import { personPath } from "./person-path.ts";

const descriptions = {
  erase: "Erase a person everywhere, and certify every place. This cannot be undone.",
  anonymise: "Forget who a person was and keep what is counted, and certify every place. This cannot be undone.",
} as const;

/** `privacy erase` and `privacy anonymise`. */
export function privacyForgetCommand(environment: Environment, mode: "erase" | "anonymise"): Command {
  return clientCommand<{ by?: string }>(environment, {
    name: mode,
    description: descriptions[mode],
    arguments: "<identifier> [value]",
    example: `privacy ${mode} email:ada@example.com --by "support: Tom"`,
    act: (connection, { by }, [who, value]) =>
      connection.request("POST", personPath(mode, who, value), { by: by ?? "attune privacy" }),
    print: (answer) => certificateText(answer as unknown as ForgettingCertificate),
  }).option("--by <name>", "who orders it; stays in the certificate");
}

export function certificateText(certificate: ForgettingCertificate): string {
  const { certificateId, mode, complete, unreadableAfterMs, places } = certificate;
  const verdict = complete ? `unreadable everywhere after ${unreadableAfterMs} ms` : "NOT COMPLETE";
  const lines = places.map(({ place, before, after, verified, told }) => {
    const mark = verified === null ? "—" : verified ? "✓" : "✗";
    const counts = before === null ? "" : ` ${before} → ${after}.`;
    return `  ${mark} ${place}:${counts} ${told}`;
  });
  return [`${mode === "erase" ? "Erased" : "Anonymised"}, ${verdict}. Certificate ${certificateId}:`, ...lines].join(
    "\n",
  );
}
