import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import type { StandingChoice } from "../../privacy/consent-choices.ts";
import { clientCommand } from "../client-command.ts";
import { parseIdentifier } from "../profile/profile-path.ts";
import { UsageError } from "../usage-error.ts";

interface ConsentOptions {
  allow: string[];
  refuse: string[];
  method: string;
}

export function privacyConsentCommand(environment: Environment): Command {
  return clientCommand<ConsentOptions>(environment, {
    name: "consent",
    description: "What a person chose, and what holds; with --allow and --refuse, take a choice in for them.",
    arguments: "<identifier>",
    example: "privacy consent user_id:ada --refuse marketing --method support",
    async act(connection, { allow, refuse, method }, [text]) {
      const who = namesOf(text);
      if (allow.length + refuse.length === 0)
        return connection.request("GET", `/v1/privacy/consent?${new URLSearchParams(who)}`);
      const choices = Object.fromEntries([
        ...allow.map((purpose) => [purpose, true]),
        ...refuse.map((purpose) => [purpose, false]),
      ]);
      return connection.request("POST", "/v1/privacy/consent", { ...who, choices, method });
    },
    print: (answer) => (answer as unknown as { choices: StandingChoice[] }).choices.map(choiceText).join("\n"),
  })
    .option("--allow <purpose...>", "analytics, personalization, marketing, marketing-email, …", [])
    .option("--refuse <purpose...>", "the same", [])
    .option("--method <text>", "how the choice reached you; stays in its proof", "attune privacy consent");
}

function namesOf(text: string | undefined): Record<string, string> {
  const { namespace, value } = parseIdentifier(text);
  if (namespace === "user_id") return { userId: value };
  if (namespace === "anonymous_id") return { anonymousId: value };
  throw new UsageError(`${text}: consent is asked for by user_id or anonymous_id`);
}

function choiceText({ purpose, said, at, allowed }: StandingChoice): string {
  const told = said === null ? "nothing was said" : `${said ? "allowed" : "refused"} on ${at}`;
  return `${purpose.padEnd(20)} ${allowed ? "holds" : "does not hold"}: ${told}`;
}
