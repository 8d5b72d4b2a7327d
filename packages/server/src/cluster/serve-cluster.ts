import type { Environment } from "../environment.ts";
import { createLog } from "../instance/create-log.ts";
import type { Address } from "../instance/require-free-port.ts";
import { untilStopped } from "../instance/until-stopped.ts";
import { requireSoundCluster } from "./examine-cluster.ts";
import { openClusterOption } from "./open-cluster-option.ts";
import { startClusterNode } from "./start-cluster-node.ts";

export interface ServeClusterOptions {
  /** cluster.yaml; true: the variables say everything. */
  cluster: string | true;
  dataDirectory: string;
  configFile: string | null;
  listen: Address;
  publicUrl: string | null;
  advertisedUrl: string | null;
  json: boolean;
}

/** So that whoever starts nodes again does: it was not asked to stop. */
const replacedExitCode = 1;

/** `attune serve --cluster`: one node, until it is told to stop or another takes its place. */
export async function serveCluster(options: ServeClusterOptions, environment: Environment): Promise<void> {
  const log = createLog(environment);
  const settings = await openClusterOption(options.cluster, environment);
  for (const { severity, message, remedy } of await requireSoundCluster(settings))
    if (severity !== "ok") log.warn({ remedy }, message);
  const node = await startClusterNode({
    ...options,
    settings,
    environment: { ...environment, ...settings.keys },
    log,
    // Nothing can be saved any more: what was acknowledged is in the log, and what was not is sent again.
    onReplaced(reason) {
      log.error({ reason }, "this node ends, to be started again and stand by");
      process.exit(replacedExitCode);
    },
  });
  const ready = { url: node.url, cluster: settings.instance, pid: process.pid };
  const text = `A node of ${ready.cluster} listens at ${ready.url}\n`;
  environment.stdout.write(options.json ? `${JSON.stringify(ready)}\n` : text);
  await untilStopped(log);
  await node.close();
  log.info("stopped");
}
