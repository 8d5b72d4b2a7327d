import { type Migration, type MigrationOptions, migrateStores } from "./migrate-stores.ts";
import type { Side } from "./side.ts";

interface Move extends Omit<MigrationOptions, "timeZone" | "settle"> {
  /** Where the new side is, as whoever asked for the move names it. */
  to: string;
}

/** Brings all of one side to another while neither is served, accounts too; afterwards the new one is to be served, the old one not. */
export async function moveEverything(old: Side, fresh: Side, { to, ...options }: Move): Promise<Migration> {
  const migration = await migrateStores(fresh.takesIn(old.stores), fresh.stores, {
    ...options,
    timeZone: old.timeZone,
    settle: fresh.settle,
  });
  const accounts = await old.accounts.read();
  if (accounts !== null) await fresh.accounts.write(accounts);
  await fresh.takeOver();
  await old.handOver(to, options.now);
  return migration;
}
