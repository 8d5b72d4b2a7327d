// Runs studies on all cores, tells each as it is done, and keeps what came out: used by every calibration.
import { fork } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { runStudy, withinBand } from "../../packages/measure/dist/calibration/study.js";

/** Rates must lie in their bands within so many Monte-Carlo standard errors. */
export const standardErrors = 3.5;

const worker = "--worker";

/**
 * To be called by a script (`script`: its path), in its own process and in the processes that it starts. Writes `results/<name>.json` and the
 * page `docs/methods/<page>`; exits with 1 where a rate is out of its band. With --share below 1 nothing is written; with --only the
 * other studies keep what they had.
 */
export async function calibrate({ script, studies, name, page, write }) {
  if (process.argv.includes(worker)) return runAsTold(studies);
  const { values } = parseArgs({ options: { share: { type: "string" }, only: { type: "string" } } });
  const share = Number(values.share ?? 1);
  const chosen = studies.filter(({ id }) => values.only === undefined || id.includes(values.only));
  const startedAt = performance.now();
  const ran = await onAllCores(script, chosen, share);
  const seconds = Math.round((performance.now() - startedAt) / 1000);
  const file = new URL(`./results/${name}.json`, import.meta.url);
  const results = share === 1 ? merged(file, studies, ran) : ran;
  const cpuSeconds = Math.round(results.reduce((sum, result) => sum + result.cpuSeconds, 0));
  const text = write(results, cpuSeconds);
  process.stdout.write(`${text}\n`);
  process.stderr.write(`${seconds} s on the clock, ${cpuSeconds} s of processor time for what is shown\n`);
  if (share === 1) {
    mkdirSync(new URL("./results/", import.meta.url), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ cpuSeconds, results }, null, 1)}\n`);
    writeFileSync(new URL(`../../docs/methods/${page}`, import.meta.url), text);
  } else process.stderr.write("a share of the replications: nothing was written\n");
  process.exit(results.every((result) => withinBand(result, standardErrors)) ? 0 : 1);
}

/** In a process of its own, so that the processor time of each study is known. */
function runAsTold(studies) {
  process.on("message", ({ id, share }) => {
    const before = process.cpuUsage();
    const results = runStudy(
      studies.find((study) => study.id === id),
      share,
    );
    const { user, system } = process.cpuUsage(before);
    const cpuSeconds = Math.round((user + system) / 1e4) / 100;
    // Claims of one study share its time.
    process.send(results.map((result, i) => ({ ...result, study: id, cpuSeconds: i === 0 ? cpuSeconds : 0 })));
  });
}

/** In the order of the studies: what ran now, else what was kept from before. */
function merged(file, studies, ran) {
  const kept = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).results : [];
  const results = studies.flatMap(({ id }) => {
    const now = ran.filter((result) => result.study === id);
    return now.length > 0 ? now : kept.filter((result) => result.study === id);
  });
  const missing = studies.filter(({ id }) => !results.some((result) => result.study === id));
  if (missing.length > 0) process.stderr.write(`never run: ${missing.map(({ id }) => id).join(", ")}\n`);
  return results;
}

async function onAllCores(script, studies, share) {
  const results = new Map();
  const queue = [...studies];
  const runNext = (child) => {
    const study = queue.shift();
    if (study === undefined) child.kill();
    else child.send({ id: study.id, share });
  };
  await Promise.all(
    cpus().map(
      () =>
        new Promise((resolve, reject) => {
          const child = fork(script, [worker]);
          child.on("message", (ran) => {
            results.set(ran[0].study, ran);
            for (const result of ran) process.stderr.write(`${line(result)}\n`);
            runNext(child);
          });
          child.on("error", reject);
          child.on("exit", (code) => (code === 0 || code === null ? resolve() : reject(new Error(`exit ${code}`))));
          runNext(child);
        }),
    ),
  );
  return studies.flatMap(({ id }) => results.get(id));
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
  const { cpuSeconds, rate, standardError, measure, estimator, process: data } = result;
  return `${cpuSeconds.toFixed(1).padStart(6)} s  ${mark} ${percent(rate)} ± ${percent(standardError)} ${measure}: ${estimator}, ${data}`;
}
