// In a node of ours: from when the head of a decide request was read until its answer was handed to the system. Written when the node ends, as [at, ms] by the clock of all.
import { subscribe } from "node:diagnostics_channel";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

const begun = new WeakMap();
const taken = [];
subscribe("http.server.request.start", ({ request }) => begun.set(request, performance.now()));
subscribe("http.server.response.finish", ({ request }) => {
  const from = begun.get(request);
  if (request.url === "/v1/decide" && from !== undefined)
    taken.push([performance.timeOrigin + from, performance.now() - from]);
});
process.on("exit", () => writeFileSync(join(process.env.TIME_NODES, `${process.pid}.json`), JSON.stringify(taken)));
