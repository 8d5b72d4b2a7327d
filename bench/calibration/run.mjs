// Coverage, false positives and power of every estimator, on all cores; writes the table of docs/methods/calibration.md.
// usage: node bench/calibration/run.mjs [--share 0.1] [--only PART-OF-AN-ID]
import { fileURLToPath } from "node:url";
import { studies } from "../../packages/measure/dist/calibration/studies.js";
import { calibrate, passes, percent, standardErrors } from "./studies-on-all-cores.mjs";

await calibrate({
  script: fileURLToPath(import.meta.url),
  studies,
  name: "calibration",
  page: "calibration.md",
  write: page,
});

function page(results, cpuSeconds) {
  const rows = results.map((result) => {
    const { estimator, process: data, measure, band, rate, standardError, replications } = result;
    const wanted =
      band === null
        ? "(no claim)"
        : band[0] === 0
          ? `≤ ${percent(band[1])}`
          : `${percent(band[0])} to ${percent(band[1])}`;
    return `| ${estimator} | ${data} | ${measure} | ${percent(rate)} ± ${percent(standardError)} | ${wanted} | ${passes(result)} | ${replications.toLocaleString("en")} |`;
  });
  return `# Calibration

How often the intervals hold the truth, how often there is a false alarm, and how much is found: every estimator on simulated
experiments whose truth is known. Written by \`node bench/calibration/run.mjs\`
(${cpuSeconds} s of processor time); seeded, so the numbers are the same on any machine.
A rate passes when it lies in its band within ${standardErrors} Monte-Carlo standard errors. "(no claim)" rows show what other tools do on the same data,
or what happens where an assumption is broken on purpose.
Nominal levels are 95 % coverage and 5 % false positives.

| estimator | data | measure | rate ± Monte-Carlo error | band | passes | experiments |
|---|---|---|---|---|---|---|
${rows.join("\n")}
`;
}
