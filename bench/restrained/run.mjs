// People live in simulated time with a whole server, over HTTP, and a mail server, over SMTP; a witness counts what should not have been.
// usage: node bench/restrained/run.mjs [people] [days] [activeShare]
import { liveRestrained } from "../../packages/server/dist/testing/restrained-life.js";
import { report } from "../running/server.mjs";

const [people = 10_000, days = 100, activeShare = 0.05] = process.argv.slice(2).map(Number);
const startedAt = performance.now();
const onDay = (day) =>
  process.stderr.write(`\rday ${day} of ${days}, ${Math.round((performance.now() - startedAt) / 1000)} s   `);
const life = { people, days, activeShare, seed: "bench", restartEveryDays: 25, onDay };
const { violations, ...outcome } = await liveRestrained(life);
process.stderr.write("\n");
const cpu = process.cpuUsage();
report("restrained", {
  people,
  days,
  activeShare,
  ...outcome,
  violations: violations.length,
  firstViolations: violations.slice(0, 5),
  cpuSeconds: Math.round((cpu.user + cpu.system) / 1e6),
  wallSeconds: Math.round((performance.now() - startedAt) / 1000),
});
if (violations.length > 0) process.exitCode = 1;
