// Peak memory of taking in and training on a shop of 1 M people, 100,000 items and 20 M interactions, row by row as from a file.
// usage: node bench/recommend/memory.mjs [million people] [co-visitation | rp3beta | v-sknn | ials]   → results/memory.json, one entry per model
// Every model runs in a process of its own: what one leaves behind must not count for the next.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { trainCoVisitation } from "@attune/learn/recommend/co-visitation";
import { createInteractionsBuilder } from "@attune/learn/recommend/interactions";
import { models } from "@attune/learn/recommend/models";
import { createRng } from "@attune/math/rng";

const [millions = "1", name] = process.argv.slice(2);
const people = Number(millions) * 1e6;
const names = ["co-visitation", "rp3beta", "v-sknn", "ials"];
const file = new URL("results/memory.json", import.meta.url);
const ceilingMb = 1_500;

if (name === undefined) {
  const report = {};
  for (const model of names) {
    const script = fileURLToPath(import.meta.url);
    const { stdout, status } = spawnSync(process.execPath, [script, millions, model], { encoding: "utf8" });
    report[model] = status === 0 ? JSON.parse(stdout) : { failed: status };
    console.log(model, JSON.stringify(report[model]));
  }
  writeFileSync(
    file,
    `${JSON.stringify({ command: `node bench/recommend/memory.mjs ${millions}`, ceilingMb, models: report }, null, 1)}\n`,
  );
} else {
  const rng = createRng(1);
  const builder = createInteractionsBuilder();
  const itemCount = 100_000;
  for (let person = 0; person < people; person++) {
    const length = 1 + Math.floor(-19 * Math.log(1 - rng.uniform()));
    for (let i = 0; i < length; i++) {
      builder.add(
        `visitor-${person}`,
        `item-${Math.floor(itemCount ** rng.uniform()) - 1}`,
        person * 10 + i * 60_000,
        1,
      );
    }
  }
  const peakMb = () => Math.round(process.resourceUsage().maxRSS / 1024);
  const { interactions } = builder.finish();
  const readMb = peakMb();
  const cpu = process.cpuUsage();
  const model = models.find((candidate) => candidate.name === name);
  const obstacle = model.obstacle(interactions);
  if (obstacle === null && name === "co-visitation") {
    const parameters = { decay: 0.8, lastItems: 50, windowItems: 10, popularityPower: 0.4, neighborsPerItem: 100 };
    trainCoVisitation(interactions, parameters);
  } else if (obstacle === null) model.configurations[0].train(interactions, createRng(1));
  const answer = {
    interactions: interactions.item.length,
    peakMbAfterReading: readMb,
    peakMb: peakMb(),
    trainCpuSeconds: Number((process.cpuUsage(cpu).user / 1e6).toFixed(1)),
    ...(obstacle ?? {}),
  };
  process.stdout.write(JSON.stringify(answer));
}
