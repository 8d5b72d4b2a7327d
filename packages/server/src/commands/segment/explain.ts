import type { Command } from "commander";
import type { Environment } from "../../environment.ts";
import { clientCommand } from "../client-command.ts";
import { parseIdentifier } from "../profile/profile-path.ts";
import { segmentPath } from "./segment-path.ts";

interface Clause {
  clause: string;
  answer: string;
  parts?: Clause[];
}

interface Explained {
  segmentId: string;
  isMember: boolean;
  isUndetermined: boolean;
  since: string | null;
  nextChangeAt: string | null;
  because: string;
  clauses: Clause;
}

export function segmentExplainCommand(environment: Environment): Command {
  return clientCommand(environment, {
    name: "explain",
    description: "Whether a person is in a segment, which clause decided, and when time alone will change it.",
    arguments: "<id> <identifier>",
    example: "segment explain lapsing-loyal email:ada@example.com",
    act: (connection, _options, [id = "", who]) => {
      const { namespace, value } = parseIdentifier(who);
      return connection.request(
        "GET",
        `${segmentPath(id)}/explain/${encodeURIComponent(namespace)}/${encodeURIComponent(value)}`,
      );
    },
    print: (answer) => explainedText(answer as unknown as Explained),
  });
}

function explainedText(explained: Explained): string {
  const { segmentId, isMember, isUndetermined, since, nextChangeAt, because, clauses } = explained;
  const answer = isMember ? "in" : isUndetermined ? "perhaps in (taken as not in)" : "not in";
  return [
    `${answer} ${segmentId}: ${because}`,
    ...(since === null ? [] : [`since ${since}`]),
    nextChangeAt === null ? "time alone does not change it" : `time alone changes it at ${nextChangeAt}`,
    ...clauseLines(clauses, 1),
  ].join("\n");
}

const marks: Record<string, string> = { yes: "✓", no: "✗", undetermined: "?" };

function clauseLines({ clause, answer, parts = [] }: Clause, depth: number): string[] {
  return [
    `${"  ".repeat(depth)}${marks[answer] ?? answer} ${clause}`,
    ...parts.flatMap((part) => clauseLines(part, depth + 1)),
  ];
}
