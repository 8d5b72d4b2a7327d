// Every recommender on every data set, by full ranking, defaults or (--tune) settings chosen on a validation split.
// usage: node bench/recommend/quality.mjs [--tune] [--model NAME,NAME] [data set …]   → results/quality[-tuned]-<data set>.json
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { describeInteractions, evaluateModels } from "@attune/learn/evaluate/evaluate-models";
import { models } from "@attune/learn/recommend/models";
import { createRng } from "@attune/math/rng";
import { datasets } from "./datasets.mjs";

const words = process.argv.slice(2);
const isTuned = words.includes("--tune");
const modelAt = words.indexOf("--model");
const wanted = modelAt < 0 ? null : words[modelAt + 1].split(",");
const named = words.filter((word, i) => !word.startsWith("--") && (modelAt < 0 || i !== modelAt + 1));
const results = new URL("results/", import.meta.url);
mkdirSync(results, { recursive: true });

const unknown = named.find((name) => !Object.hasOwn(datasets, name));
if (unknown !== undefined) throw new Error(`no data set ${unknown}: there are ${Object.keys(datasets).join(", ")}`);

for (const name of named.length > 0 ? named : Object.keys(datasets)) {
  const { split: load, excludeSeen, cutOffs } = datasets[name];
  const split = load();
  const report = evaluateModels({
    split,
    models: models.filter((model) => wanted === null || wanted.includes(model.name)),
    cutOffs,
    excludeSeen,
    tuneOn: isTuned ? split.validation() : null,
    rng: createRng(1),
    clock: () => process.cpuUsage().user / 1e6,
    onProgress: (done, total) => process.stderr.write(`\r${name} ${done}/${total} `),
  });
  process.stderr.write("\n");
  const k = cutOffs[0];
  console.log(`\n${name}: ${split.protocol}; seen ${excludeSeen ? "masked" : "kept"}; ${split.cases.length} cases`);
  for (const row of report.models) {
    if ("undetermined" in row) console.log(`  ${row.name.padEnd(18)}${row.undetermined.code}`);
    else {
      const shown = [`ndcg@${k}`, `recall@${k}`, `mrr@${k}`, `coverage@${k}`].map(
        (metric) => `${metric} ${row.metrics[metric].toFixed(4)}`,
      );
      console.log(
        `  ${row.name.padEnd(18)}${shown.join("  ")}  train ${row.trainSeconds.toFixed(1)} s  score ${row.scoreSeconds.toFixed(1)} s  ${isTuned ? JSON.stringify(row.parameters) : ""}`,
      );
    }
  }
  console.log(`  recommended: ${report.recommended} (${report.recommendedReason})`);
  const file = new URL(`quality${isTuned ? "-tuned" : ""}-${name}.json`, results);
  const machine = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length };
  const command = `node bench/recommend/quality.mjs ${words.join(" ")}`.trim();
  const data = {
    ...describeInteractions(split.train),
    protocol: split.protocol,
    cases: split.cases.length,
    excludeSeen,
  };
  writeFileSync(
    file,
    `${JSON.stringify({ command, machine, seconds: "CPU time of the process", data, ...report }, null, 1)}\n`,
  );
}
