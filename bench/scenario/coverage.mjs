import { writeFileSync } from "node:fs";
import { scenarioCoverage, trueIncrementalMargin } from "../../packages/server/dist/testing/scenario-coverage.js";

// node bench/scenario/coverage.mjs [seeds] [shoppers] [shoppers of the truth]
const [seeds = 150, shoppers = 800, truthShoppers = 30_000] = process.argv.slice(2).map(Number);
const days = 10;
const truth = trueIncrementalMargin({ shoppers: truthShoppers, days });
console.log(`true incremental margin of 10,000 people: ${truth.margin.toFixed(0)} ± ${truth.standardError.toFixed(0)}`);
const coverage = scenarioCoverage({ seeds, shoppers, days, trueMargin: truth.margin });
const told = seeds - coverage.undetermined;
const share = coverage.covered / told;
const error = Math.sqrt((0.8 * 0.2) / told);
console.log(
  `P10 to P90 held it in ${(100 * share).toFixed(1)} % of ${told} shops; ${coverage.below} times it was below, ${coverage.above} times above; ${coverage.undetermined} shops had too few orders`,
);
console.log(
  `80 % ± 3.5 standard errors: ${(100 * (0.8 - 3.5 * error)).toFixed(1)} to ${(100 * (0.8 + 3.5 * error)).toFixed(1)} %`,
);
const result = { truth, truthShoppers, shoppers, days, ...coverage, share, standardError: error };
writeFileSync(new URL("results/coverage.json", import.meta.url), `${JSON.stringify(result, null, 2)}\n`);
