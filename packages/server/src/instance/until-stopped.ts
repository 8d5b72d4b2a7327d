import type { Logger } from "pino";

/** Resolves when the process is asked to stop. Asked a second time, it ends at once. */
export function untilStopped(log: Logger): Promise<void> {
  return new Promise((resolve) => {
    let asked = false;
    function onSignal(signal: NodeJS.Signals): void {
      if (asked) process.exit(1);
      asked = true;
      log.info({ signal }, "stopping: finishing what is under way");
      resolve();
    }
    process.on("SIGTERM", onSignal);
    process.on("SIGINT", onSignal);
  });
}
