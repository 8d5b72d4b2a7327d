import type { Json } from "@attune/model/json";
import { Command } from "commander";
import { type ConnectOptions, connect } from "../client/connect.ts";
import type { Connection } from "../client/connection.ts";
import type { Environment } from "../environment.ts";

/** What a command line says besides its own arguments. */
export interface ClientOptions extends ConnectOptions {
  json?: true;
}

interface Definition<Options> {
  name: string;
  description: string;
  /** Commander's argument syntax: `<id>`, `[identifiers...]`. */
  arguments?: string;
  /** The command line that help shows, without `attune`. */
  example: string;
  /** The command begins a data directory where there is none. */
  bringsData?: boolean;
  /** What is asked of the engine. The answer is what `--json` prints. */
  act: (connection: Connection, options: ClientOptions & Options, args: string[]) => Promise<Json>;
  /** The answer where the options ask for something that needs no engine; absent or undefined: the engine is asked. */
  withoutEngine?: (options: ClientOptions & Options, args: string[]) => Promise<Json | undefined>;
  /** The same answer for people, without the last line break. */
  print: (answer: Json) => string;
}

/**
 * A command that is a client of the HTTP API: it finds the engine (a running server by its socket, one by URL, or the data directory
 * itself), asks, and prints. Standard output carries the answer and nothing else.
 */
export function clientCommand<Options = unknown>(environment: Environment, definition: Definition<Options>): Command {
  const command = new Command(definition.name)
    .description(definition.description)
    .option("--data-dir <dir>", "data directory", ".attune")
    .option("--url <url>", "a server elsewhere, instead of a data directory")
    .option("--key <key>", "its secret key (default: ATTUNE_SECRET_KEY)")
    .option("--config <file>", "attune.yaml, where no server runs (default: the one last served)")
    .option("--json", "print one JSON document");
  if (definition.arguments !== undefined) command.arguments(definition.arguments);
  command.addHelpText("after", `\nExample:\n  $ attune ${definition.example}\n`);
  command.action(async () => {
    const options = command.opts<ClientOptions & Options>();
    const answer = (await definition.withoutEngine?.(options, command.args)) ?? (await askEngine(options));
    const text = options.json === true ? JSON.stringify(answer) : definition.print(answer);
    environment.stdout.write(`${text}\n`);
  });
  return command;

  async function askEngine(options: ClientOptions & Options): Promise<Json> {
    const connection = await connect(options, environment, { bringsData: definition.bringsData ?? false });
    try {
      return await definition.act(connection, options, command.args);
    } finally {
      await connection.close();
    }
  }
}
