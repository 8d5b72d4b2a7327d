// The Online Retail year, from the gzipped file to acknowledged events and analytics, through `attune import`.
// usage: node bench/import/run.mjs [file]
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report, root } from "../running/server.mjs";

const data = process.env.ATTUNE_DATA ?? join(root, "../shared/data");
const file = process.argv[2] ?? join(data, "online-retail/online_retail_II_2009-12_2010-12.csv.gz");
const runs = [];
let totals;
for (let i = 0; i < 3; i++) {
  const directory = mkdtempSync(join(tmpdir(), "attune-bench-"));
  const attune = (...args) => {
    const result = spawnSync(join(root, "attune"), [...args, "--data-dir", directory, "--json"], {
      encoding: "utf8",
    });
    if (result.status !== 0) throw new Error(result.stderr);
    return JSON.parse(result.stdout);
  };
  const from = performance.now();
  const result = attune("import", file, "--mapping", "online-retail");
  const wallSeconds = (performance.now() - from) / 1000;
  runs.push({
    ...result,
    wallSeconds,
    rowsPerSecond: Math.round(result.rows / result.seconds),
    rowsPerWallSecond: Math.round(result.rows / wallSeconds),
  });
  totals = attune("measure", "totals");
  rmSync(directory, { recursive: true, force: true });
}
report("import", { runs, totals });
