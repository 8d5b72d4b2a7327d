// `npm test`: installs what is missing, builds, checks, runs every test, and ends with "N passed, N failed".
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const windows = process.platform === "win32";

function run(command, args) {
  return spawnSync(command, args, { cwd: root, stdio: "inherit", shell: windows }).status ?? 1;
}

if (!existsSync(join(root, "node_modules/vitest"))) {
  process.stdout.write("installing npm packages\n");
  // Not `npm ci`: it wants every platform's optional packages in the lock file, and a lock file made on one platform lists its own.
  if (run("npm", ["install", "--no-save", "--no-fund", "--no-audit"]) !== 0) process.exit(1);
}

let failedSteps = 0;
for (const step of ["build", "check"]) {
  if (run(process.execPath, [`scripts/${step}.mjs`]) !== 0) {
    process.stdout.write(`${step} failed\n`);
    failedSteps += 1;
  }
}

const folder = mkdtempSync(join(tmpdir(), "attune-test-"));
const report = join(folder, "report.json");
run(process.execPath, [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${report}`,
]);

let passed = 0;
let failed = failedSteps;
let skipped = 0;
if (existsSync(report)) {
  const result = JSON.parse(readFileSync(report, "utf8"));
  passed = result.numPassedTests;
  skipped = result.numPendingTests + result.numTodoTests;
  // A file that could not even be loaded has no failed test of its own, and must still fail the run.
  const brokenFiles = result.testResults.filter(
    (f) => f.status === "failed" && !f.assertionResults.some((a) => a.status === "failed"),
  );
  failed += result.numFailedTests + brokenFiles.length;
} else {
  process.stdout.write("the test runner wrote no report\n");
  failed += 1;
}
rmSync(folder, { recursive: true, force: true });
process.stdout.write(
  skipped > 0 ? `${passed} passed, ${failed} failed, ${skipped} skipped\n` : `${passed} passed, ${failed} failed\n`,
);
process.exit(failed === 0 && passed > 0 ? 0 : 1);
