import { type ErrorCode, errorCatalogue } from "@attune/model/errors";
import { Command, CommanderError } from "commander";
import { alertsCommand } from "./commands/alerts.ts";
import { backupCommand } from "./commands/backup.ts";
import { capacityCommand } from "./commands/capacity.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { guideCommand } from "./commands/guide.ts";
import { importCommand } from "./commands/import.ts";
import { lineageCommand } from "./commands/lineage.ts";
import { migrateCommand } from "./commands/migrate.ts";
import { queryCommand } from "./commands/query.ts";
import { readinessCommand } from "./commands/readiness.ts";
import { replayCommand } from "./commands/replay.ts";
import { restoreCommand } from "./commands/restore.ts";
import { reviewCommand } from "./commands/review.ts";
import { serveCommand } from "./commands/serve.ts";
import { UsageError } from "./commands/usage-error.ts";
import type { Environment } from "./environment.ts";
import { release } from "./release.ts";

/** The command line: what an exit code means (0 done, 1 failed, 2 bad usage). */
export function createProgram(environment: Environment): { run: (argv: string[]) => Promise<void> } {
  return {
    async run(argv) {
      try {
        const program = await createCommands(environment, firstWord(argv));
        await program.parseAsync(argv);
      } catch (error) {
        process.exitCode = exitCodeOf(error, environment);
      }
    },
  };
}

/** The word that says which group is meant, also behind `help`; empty where there is none. */
function firstWord([, , first = "", second = ""]: string[]): string {
  return first === "help" ? second : first;
}

interface Group {
  description: string;
  /** Its commands; what they need is loaded when it is asked for. */
  load: () => Promise<(environment: Environment) => Command[]>;
}

/** Commands that go by two words, in the order of the help. */
const groups: Record<string, Group> = {
  collect: {
    description: "What came in",
    load: async () => (await import("./commands/collect/collect-commands.ts")).collectCommands,
  },
  people: {
    description: "Who may sign in to the console",
    load: async () => (await import("./commands/people/people-commands.ts")).peopleCommands,
  },
  keys: {
    description: "What programs come with",
    load: async () => (await import("./commands/keys/keys-commands.ts")).keysCommands,
  },
  audit: {
    description: "Who changed what",
    load: async () => (await import("./commands/audit/audit-commands.ts")).auditCommands,
  },
  catalog: {
    description: "What can be shown",
    load: async () => (await import("./commands/catalog/catalog-commands.ts")).catalogCommands,
  },
  profile: {
    description: "People",
    load: async () => (await import("./commands/profile/profile-commands.ts")).profileCommands,
  },
  decide: {
    description: "What is shown",
    load: async () => (await import("./commands/decide/decide-commands.ts")).decideCommands,
  },
  deliver: {
    description: "Journeys and messages",
    load: async () => (await import("./commands/deliver/deliver-commands.ts")).deliverCommands,
  },
  segment: {
    description: "Who is who now",
    load: async () => (await import("./commands/segment/segment-commands.ts")).segmentCommands,
  },
  measure: {
    description: "What it caused",
    load: async () => (await import("./commands/measure/measure-commands.ts")).measureCommands,
  },
  learn: {
    description: "Models and their evaluation",
    load: async () => (await import("./commands/learn/learn-commands.ts")).learnCommands,
  },
  forecast: {
    description: "What it will be worth",
    load: async () => (await import("./commands/forecast/forecast-commands.ts")).forecastCommands,
  },
  playbook: {
    description: "What to show whom, as a document with a history",
    load: async () => (await import("./commands/playbook/playbook-commands.ts")).playbookCommands,
  },
  privacy: {
    description: "What people say about their data, and what is done with it",
    load: async () => (await import("./commands/privacy/privacy-commands.ts")).privacyCommands,
  },
  export: {
    description: "Everything out, and in again",
    load: async () => (await import("./commands/export/export-commands.ts")).exportCommands,
  },
};

/** @param wanted the only group whose commands are there, so that no other is loaded; null: all */
export async function createCommands(environment: Environment, wanted: string | null = null): Promise<Command> {
  const program = new Command("attune")
    .description("Collect events, decide what to show, and measure what it caused.")
    .version(release, "--version", "Say which release this is.")
    .configureOutput({
      writeOut: (text) => void environment.stdout.write(text),
      writeErr: (text) => void environment.stderr.write(text),
    })
    .exitOverride();

  for (const command of [
    demoCommand(environment),
    serveCommand(environment),
    importCommand(environment),
    replayCommand(environment),
    backupCommand(environment),
    restoreCommand(environment),
    migrateCommand(environment),
    doctorCommand(environment),
    capacityCommand(environment),
    queryCommand(environment),
    readinessCommand(environment),
    guideCommand(environment),
    reviewCommand(environment).copyInheritedSettings(program),
    alertsCommand(environment),
    lineageCommand(environment),
  ]) {
    program.addCommand(command.copyInheritedSettings(program));
  }
  for (const [name, { description, load }] of Object.entries(groups)) {
    const group = program.command(name).description(description).copyInheritedSettings(program);
    if (wanted !== null && wanted !== name) continue;
    for (const command of (await load())(environment)) group.addCommand(command.copyInheritedSettings(program));
  }
  return program;
}

/** Where the catalogue's remedy speaks to who wrote an HTTP client; nothing where the message says it all. */
const remediesHere: Partial<Record<ErrorCode, string>> = {
  "bad-request": "",
  "not-found": "",
  conflict: "",
  "not-allowed": "",
  overloaded: "Try again in a moment.",
  "analytics-unavailable": "Try again in a moment; `attune doctor` shows the state of analytics.",
  "data-directory-locked": "Another process owns the data directory: stop it, or take another --data-dir.",
};

/** What to do about an error of the operating system, whose own words say only what failed. */
const remediesOfSystem: Record<string, string> = {
  ECONNREFUSED: "No server answers there: start one with `attune serve`, or mend --url.",
  ENOTFOUND: "There is no such host: mend --url.",
  UND_ERR_SOCKET: "The server ended in between: see its log, start it, and ask again.",
  ENOENT: "Name a file or directory that is there.",
  EEXIST: "A file lies where a directory is needed: take another one.",
  ENOTDIR: "A file lies where a directory is needed: take another one.",
  EISDIR: "A directory lies where a file is needed: name a file.",
  EACCES: "This account may not use it: take another one, or change who may.",
  EROFS: "Nothing can be written there: take another directory.",
  ENOSPC: "The disk is full: make room, then ask again.",
};

function exitCodeOf(error: unknown, environment: Environment): number {
  // Commander has already said what it has to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  environment.stderr.write(`attune: ${told(error)}\n`);
  return error instanceof UsageError ? 2 : 1;
}

const codeOf = (error: unknown): string => String((error as { code?: unknown } | null)?.code);

/** The message, and for an error of the catalogue its code and what to do about it. */
function told(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = codeOf(error);
  if (Object.hasOwn(remediesOfSystem, code)) return `${error.message}\n  ${remediesOfSystem[code]}`;
  if (!Object.hasOwn(errorCatalogue, code)) return error.message;
  const remedy = remediesHere[code as ErrorCode] ?? errorCatalogue[code as ErrorCode].remedy;
  return remedy === "" ? `${error.message} [${code}]` : `${error.message} [${code}]\n  ${remedy}`;
}
