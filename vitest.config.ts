import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const conditions = ["attune-source", "module", "node", "import", "default"];

/** They replace modules or what modules find as they load, which lasts as long as the process: each gets one of its own. */
const alone = [
  "packages/learn/src/recommend/without-wasm.test.ts",
  "packages/store/src/embedded/exchange-data-file.test.ts",
];

/** Tests run on the sources (the `attune-source` export condition); only child processes run what was built. */
export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ["attune-source"] } },
  test: {
    exclude: ["**/dist/**", "**/node_modules/**"],
    testTimeout: 30_000,
    // More than cores: tests of processes and of browsers wait for these for much of their time.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["packages/*/src/**/*.test.ts"],
          exclude: ["**/dist/**", "**/node_modules/**", "**/*.e2e.test.ts", "**/*.cluster.test.ts", ...alone],
          // Loading the modules anew for each file took half of the processor time.
          isolate: false,
          hookTimeout: 30_000,
        },
      },
      { extends: true, test: { name: "alone", include: alone } },
      {
        extends: true,
        test: {
          name: "cluster",
          // Whole-product scenarios too, on the engines instead of the stores of one machine.
          include: [
            "packages/*/src/**/*.cluster.test.ts",
            "packages/server/src/scenarios/{people,restraint,segments,kept-arm,read-your-writes,offer-budgets,migrate}.test.ts",
          ],
          globalSetup: "packages/store/src/cluster/testing/start-engines.ts",
          // Their files share no state, and loading the product for each would take as long as they do.
          isolate: false,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["packages/*/src/**/*.e2e.test.ts"],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
