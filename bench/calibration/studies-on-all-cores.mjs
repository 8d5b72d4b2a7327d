// Runs studies on all cores, tells each as it is done, and keeps what came out: used by every calibration.
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { runStudy, withinBand } from "../../packages/measure/dist/calibration/study.js";

/** Rates must lie in their bands within so many Monte-Carlo standard errors. */
export const standardErrors = 3.5;

/**
 * To be called by a script (`script`: its path) in its main thread and in its workers alike. Writes `results/<name>.json`, and the page
 * `docs/methods/<page>` where all replications were asked for; exits with 1 where a rate is out of its band.
 */
export async function calibrate({ script, studies, name, page, write }) {
  if (!isMainThread) {
    parentPort.on("message", (index) => {
      const startedAt = performance.now();
      const result = runStudy(studies[index], workerData);
      parentPort.postMessage({ index, result, seconds: (performance.now() - startedAt) / 1000 });
    });
    return;
  }
  const share = Number(process.argv[2] ?? 1);
  const startedAt = performance.now();
  const results = await onAllCores(script, studies, share);
  const seconds = (performance.now() - startedAt) / 1000;
  process.stderr.write(`${seconds.toFixed(0)} s\n`);
  const folder = new URL("./results/", import.meta.url);
  mkdirSync(folder, { recursive: true });
  const document = { share, seconds: Math.round(seconds), results };
  writeFileSync(new URL(`${name}.json`, folder), `${JSON.stringify(document, null, 1)}\n`);
  const text = write(results);
  if (share === 1) writeFileSync(new URL(`../../docs/methods/${page}`, import.meta.url), text);
  process.stdout.write(`${text}\n`);
  process.exit(results.every((result) => withinBand(result, standardErrors)) ? 0 : 1);
}

async function onAllCores(script, studies, share) {
  const results = new Array(studies.length);
  // The longest first, so that no core waits at the end.
  const queue = studies.map((_, index) => index).reverse();
  await Promise.all(
    cpus().map(
      () =>
        new Promise((resolve, reject) => {
          const worker = new Worker(script, { workerData: share });
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
  return results;
}

export function percent(rate, digits = 2) {
  return `${(100 * rate).toFixed(digits)} %`;
}

/** Empty where there is no band to be in. */
export function passes(result) {
  if (result.band === null) return "";
  return withinBand(result, standardErrors) ? "yes" : "**no**";
}

function line(result) {
  const mark = withinBand(result, standardErrors) ? "ok  " : "FAIL";
  return `${mark} ${percent(result.rate)} ± ${percent(result.standardError)} ${result.measure}: ${result.estimator}, ${result.process}`;
}
