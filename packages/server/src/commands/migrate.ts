import { resolve } from "node:path";
import type { Job } from "@attune/model/job";
import { Command } from "commander";
import { createBarOfParts } from "../client/bar-of-parts.ts";
import { runningServer } from "../client/connect.ts";
import type { Connection } from "../client/connection.ts";
import { followJob } from "../client/follow-job.ts";
import type { Environment } from "../environment.ts";
import type { Migration } from "../migrate/migrate-stores.ts";

interface MigrateOptions {
  from: string;
  to: string;
  json?: true;
}

/** `attune migrate`: from a data directory, served or not, to a cluster; or back, while no node runs. */
export function migrateCommand(environment: Environment): Command {
  const command = new Command("migrate")
    .description("Move everything from a data directory to a cluster, or back, by replaying the log.")
    .requiredOption("--from <place>", "data directory, or cluster.yaml")
    .requiredOption("--to <place>", "cluster.yaml, or data directory")
    .option("--json", "print one JSON document")
    .addHelpText("after", "\nExample:\n  $ attune migrate --from ./data --to cluster.yaml\n");
  return command.action(async () => {
    const { from, to, json } = command.opts<MigrateOptions>();
    const migration = await move(from, to, environment);
    environment.stdout.write(`${json === true ? JSON.stringify(migration) : migrationText(migration, to)}\n`);
  });
}

async function move(from: string, to: string, environment: Environment): Promise<Migration> {
  const server = await runningServer(resolve(environment.workingDirectory, from));
  if (server !== null) return moveByServer(server, to, environment);
  // The stores of both sides are loaded for this command alone.
  const [{ openNewSide, openOldSide }, { moveEverything }] = await Promise.all([
    import("../migrate/open-side.ts"),
    import("../migrate/move-everything.ts"),
  ]);
  const bar = createBarOfParts(environment.stderr);
  const old = await openOldSide(from, environment);
  try {
    const fresh = await openNewSide(to, old, environment);
    try {
      const place = resolve(environment.workingDirectory, to);
      return await moveEverything(old, fresh, { to: place, now: Date.now(), onStep: bar.update });
    } finally {
      bar.end();
      await fresh.close();
    }
  } finally {
    await old.close();
  }
}

/** It goes on serving until little is left. */
async function moveByServer(server: Connection, to: string, environment: Environment): Promise<Migration> {
  try {
    const body = { to: resolve(environment.workingDirectory, to) };
    const job = (await server.request("POST", "/v1/migrate", body)) as unknown as Job;
    return (await followJob(server, job, environment)) as unknown as Migration;
  } finally {
    await server.close();
  }
}

function migrationText(migration: Migration, to: string): string {
  const { entries, added, rewritten, profiles, quarantined, documents, journeyRuns, pendingDeliveries } = migration;
  const count = (value: number) => value.toLocaleString("en");
  return [
    `${to} holds ${count(entries)} log entries now, ${count(added)} of them new and ${count(rewritten)} changed since the last move.`,
    `${count(profiles)} profiles, ${count(documents)} documents, ${count(quarantined)} quarantined events, ${count(journeyRuns)} journey runs, ${count(pendingDeliveries)} messages that wait.`,
    "Analytics is filled from the log by the first node that runs there.",
  ].join("\n");
}
