// Coverage of the designs without an experiment, how each fails where its assumptions do not hold, and what the refuters hear, on all cores;
// writes docs/methods/calibration-observational.md.
// usage: node bench/calibration/observational.mjs [--share 0.1] [--only PART-OF-AN-ID]
import { fileURLToPath } from "node:url";
import { observationalStudies as studies } from "../../packages/measure/dist/observational/calibration/observational-studies.js";
import { calibrate, passes, percent, standardErrors } from "./studies-on-all-cores.mjs";

await calibrate({
  script: fileURLToPath(import.meta.url),
  studies,
  name: "observational",
  page: "calibration-observational.md",
  write: page,
});

function page(results, cpuSeconds) {
  const rows = results.map((result) => {
    const { estimator, process: data, measure, band, rate, standardError, replications } = result;
    const wanted = band === null ? "(assumption broken)" : `${percent(band[0], 1)} to ${percent(band[1], 1)}`;
    return `| ${estimator} | ${data} | ${measure} | ${percent(rate)} ± ${percent(standardError)} | ${wanted} | ${passes(result)} | ${replications.toLocaleString("en")} |`;
  });
  return `# Calibration without an experiment

How often the intervals of each design hold the truth where its assumptions hold, how they fail where they do not, and what the refuters hear:
simulated data whose truth is known. Written by \`node bench/calibration/observational.mjs\`
(${cpuSeconds} s of processor time); seeded, so the numbers are the same on any machine.
A rate passes when it lies in its band within ${standardErrors} Monte-Carlo standard errors. "(assumption broken)" rows break an assumption on purpose.
"alerts" counts studies in which any refuter spoke although nothing was wrong; "power" those in which one did where something was.

| estimator | data | measure | rate ± Monte-Carlo error | band | passes | studies |
|---|---|---|---|---|---|---|
${rows.join("\n")}
`;
}
