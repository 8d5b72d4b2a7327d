/** What may import what: the table of ARCHITECTURE.md, checked. Type-only imports count. */
const allowed = {
  model: [],
  math: [],
  rules: ["model"],
  charts: ["model", "math"],
  measure: ["model", "math", "rules", "charts"],
  learn: ["model", "math", "rules", "charts"],
  forecast: ["model", "math", "rules", "charts"],
  engine: ["model", "math", "rules", "learn"],
  store: ["model", "math", "rules", "engine"],
  channels: ["model", "engine"],
  shop: ["model", "math"],
  sdk: ["rules", "model"],
  console: ["model", "charts", "forecast", "rules"],
  storefront: ["sdk", "model"],
  server: [
    "model",
    "math",
    "rules",
    "charts",
    "measure",
    "learn",
    "forecast",
    "engine",
    "store",
    "channels",
    "shop",
    "storefront",
  ],
};

const boundaries = Object.entries(allowed).map(([name, others]) => ({
  name: `${name}-boundary`,
  severity: "error",
  from: { path: `^packages/${name}/src` },
  to: { path: "^packages/[^/]+/", pathNot: `^packages/(${[name, ...others].join("|")})/` },
}));

const stages = ["collect", "profile", "segment", "decide", "deliver"];

export default {
  forbidden: [
    ...boundaries,
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "store-sees-ports-only",
      severity: "error",
      from: { path: "^packages/store/src" },
      to: { path: "^packages/engine/", pathNot: "^packages/engine/(src|dist)/ports/" },
    },
    ...stages.map((stage) => ({
      name: `stage-${stage}-knows-no-other`,
      severity: "error",
      from: { path: `^packages/engine/src/${stage}/` },
      to: { path: `^packages/engine/src/(${stages.filter((s) => s !== stage).join("|")}|runtime|ports)/` },
    })),
    {
      name: "stages-do-no-io",
      severity: "error",
      from: { path: `^packages/engine/src/(${stages.join("|")})/`, pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["core"], pathNot: "^(node:)?crypto$" },
    },
    {
      name: "rules-stay-light",
      severity: "error",
      from: { path: "^packages/rules/src", pathNot: "\\.test\\.ts$" },
      to: { dependencyTypes: ["npm", "core"], pathNot: "^packages/" },
    },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(dist|build|node_modules)/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["attune-source", "import", "node", "default"],
    },
  },
};
