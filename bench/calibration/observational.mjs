// Coverage of the designs without an experiment, how each fails where its assumptions do not hold, and what the refuters hear, on all cores;
// writes docs/methods/calibration-observational.md.
// usage: node bench/calibration/observational.mjs [share of the replications]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { runStudy, withinBand } from "../../packages/measure/dist/calibration/study.js";
import { observationalStudies as studies } from "../../packages/measure/dist/observational/calibration/observational-studies.js";

const STANDARD_ERRORS = 3.5;

if (isMainThread) await main(Number(process.argv[2] ?? 1));
else
  parentPort.on("message", (index) => {
    const startedAt = performance.now();
    const result = runStudy(studies[index], workerData);
    parentPort.postMessage({ index, result, seconds: (performance.now() - startedAt) / 1000 });
  });

async function main(share) {
  const results = new Array(studies.length);
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
          worker.on("message", ({ index, result, seconds }) => {
            results[index] = result;
            process.stderr.write(`${seconds.toFixed(1).padStart(6)} s  ${line(result)}\n`);
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
    new URL("observational.json", folder),
    `${JSON.stringify({ share, seconds: Math.round(seconds), results }, null, 1)}\n`,
  );
  if (share === 1)
    writeFileSync(new URL("../../docs/methods/calibration-observational.md", import.meta.url), page(results));
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
    const wanted = band === null ? "(assumption broken)" : `${percent(band[0], 1)} to ${percent(band[1], 1)}`;
    const mark = band === null ? "" : withinBand(result, STANDARD_ERRORS) ? "yes" : "**no**";
    return `| ${estimator} | ${data} | ${measure} | ${percent(rate)} ± ${percent(standardError)} | ${wanted} | ${mark} | ${replications.toLocaleString("en")} |`;
  });
  return `# Calibration without an experiment

How often the intervals of each design hold the truth where its assumptions hold, how they fail where they do not, and what the refuters hear:
simulated data whose truth is known. Written by \`node bench/calibration/observational.mjs\`; seeded, so the numbers are the same on any machine.
A rate passes when it lies in its band within ${STANDARD_ERRORS} Monte-Carlo standard errors. "(assumption broken)" rows break an assumption on purpose.
"alerts" counts studies in which any refuter spoke although nothing was wrong; "power" those in which one did where something was.

| estimator | data | measure | rate ± Monte-Carlo error | band | passes | studies |
|---|---|---|---|---|---|---|
${rows.join("\n")}
`;
}
