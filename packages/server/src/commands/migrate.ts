import { Command } from "commander";
import { createProgressBar, type ProgressBar } from "../client/progress-bar.ts";
import type { Environment } from "../environment.ts";
import type { Migration } from "../migrate/migrate-stores.ts";
import type { OnStep } from "../migrate/on-step.ts";

interface MigrateOptions {
  from: string;
  to: string;
  json?: true;
}

/** `attune migrate`: from a data directory to a cluster, or back, while neither side runs. */
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
  // The stores of both sides are loaded for this command alone.
  const [{ openNewSide, openOldSide }, { migrateStores }] = await Promise.all([
    import("../migrate/open-side.ts"),
    import("../migrate/migrate-stores.ts"),
  ]);
  const old = await openOldSide(from, environment);
  try {
    const fresh = await openNewSide(to, old, environment);
    try {
      const migration = await drawn(environment, (onStep) =>
        migrateStores(old.stores, fresh.stores, { timeZone: old.timeZone, now: Date.now(), onStep }),
      );
      const accounts = await old.accounts.read();
      if (accounts !== null) await fresh.accounts.write(accounts);
      return migration;
    } finally {
      await fresh.close();
    }
  } finally {
    await old.close();
  }
}

/** Each part has a bar of its own. */
async function drawn<T>(environment: Environment, work: (onStep: OnStep) => Promise<T>): Promise<T> {
  let bar: ProgressBar | null = null;
  let underway = "";
  try {
    return await work((what, done, total) => {
      if (what !== underway) {
        bar?.end();
        bar = createProgressBar(environment.stderr, { unit: what, clock: Date.now });
        underway = what;
      }
      bar?.update(done, total);
    });
  } finally {
    (bar as ProgressBar | null)?.end();
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
