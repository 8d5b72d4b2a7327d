// Coverage, false positives and power of every estimator, on all cores; writes the table of docs/methods/calibration.md.
// usage: node bench/calibration/run.mjs [share of the replications]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { studies } from "../../packages/measure/dist/calibration/studies.js";
import { runStudy, withinBand } from "../../packages/measure/dist/calibration/study.js";

const STANDARD_ERRORS = 3.5;

if (isMainThread) await main(Number(process.argv[2] ?? 1));
else
  parentPort.on("message", (index) => parentPort.postMessage({ index, result: runStudy(studies[index], workerData) }));

async function main(share) {
  const results = new Array(studies.length);
  // The longest first, so that no core waits at the end.
  const queue = studies.map((_, index) => index).reverse();
  const startedAt = performance.now();
  await Promise.all(
    cpus().map(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(fileURLToPath(import.meta.url), { workerData: share });
          const next = () => {
            const index = queue.shift();
            if (index === undefined) {
              worker.terminate();
              resolve();
            } else worker.postMessage(index);
          };
          worker.on("message", ({ index, result }) => {
            results[index] = result;
            process.stderr.write(`${line(result)}\n`);
            next();
          });
          worker.on("error", reject);
          next();
        }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  process.stderr.write(`${seconds.toFixed(0)} s\n`);
  const failed = results.filter((result) => !withinBand(result, STANDARD_ERRORS));
  const folder = new URL("./results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    new URL("calibration.json", folder),
    `${JSON.stringify({ share, seconds: Math.round(seconds), results }, null, 1)}\n`,
  );
  if (share === 1) writeFileSync(new URL("../../docs/methods/calibration.md", import.meta.url), page(results));
  process.stdout.write(`${page(results)}\n`);
  process.exit(failed.length === 0 ? 0 : 1);
}

function percent(rate, digits = 2) {
  return `${(100 * rate).toFixed(digits)} %`;
}

function line(result) {
  const mark = withinBand(result, STANDARD_ERRORS) ? "ok  " : "FAIL";
  return `${mark} ${percent(result.rate)} ± ${percent(result.standardError)} ${result.measure}: ${result.estimator}, ${result.process}`;
}

function page(results) {
  const rows = results.map((result) => {
    const { estimator, process: data, measure, band, rate, standardError, replications } = result;
    const wanted =
      band === null ? "(peer)" : band[0] === 0 ? `≤ ${percent(band[1])}` : `${percent(band[0])} to ${percent(band[1])}`;
    const mark = band === null ? "" : withinBand(result, STANDARD_ERRORS) ? "yes" : "**no**";
    return `| ${estimator} | ${data} | ${measure} | ${percent(rate)} ± ${percent(standardError)} | ${wanted} | ${mark} | ${replications.toLocaleString("en")} |`;
  });
  return `# Calibration

How often the intervals hold the truth, how often there is a false alarm, and how much is found: every estimator on simulated
experiments whose truth is known. Written by \`node bench/calibration/run.mjs\`; seeded, so the numbers are the same on any machine.
A rate passes when it lies in its band within ${STANDARD_ERRORS} Monte-Carlo standard errors. "(peer)" rows show what other tools do on the same data.
Nominal levels are 95 % coverage and 5 % false positives.

| estimator | data | measure | rate ± Monte-Carlo error | band | passes | experiments |
|---|---|---|---|---|---|---|
${rows.join("\n")}
`;
}
