// The long crash test: many rounds of traffic and SIGKILL, then every acknowledged event is looked for in log, profiles and analytics.
// usage: node bench/durability/run.mjs [rounds] [seed]
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crashRounds } from "../../packages/server/dist/testing/crash-rounds.js";
import { report } from "../running/server.mjs";

const [rounds = 30, seed = 1] = process.argv.slice(2).map(Number);
const dataDirectory = mkdtempSync(join(tmpdir(), "attune-crash-"));
const outcome = await crashRounds({ dataDirectory, rounds, seed, longestLifeMs: 4000, senders: 8 });
rmSync(dataDirectory, { recursive: true, force: true });
report("durability", { rounds, seed, ...outcome });
process.exit(outcome.missing === 0 && outcome.doubled === 0 ? 0 : 1);
