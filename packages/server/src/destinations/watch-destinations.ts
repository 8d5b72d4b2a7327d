import { createOutbound } from "@attune/channels/address/outbound-agent";
import type { Destination } from "@attune/model/destination";
import type { Logger } from "pino";
import type { OutboundSettings } from "../environment.ts";
import type { Instance } from "../instance/instance.ts";
import { forwardNext, keyVariable } from "./forward-events.ts";

const lookMs = 1_000;
const timeoutMs = 20_000;
const connections = 2;

interface Loop {
  stop(): Promise<void>;
}

/** Keeps one loop for each destination of the playbook that runs: none waits for another. */
export function watchDestinations(
  instance: Instance,
  settings: OutboundSettings | undefined,
  log: Logger,
): { stop(): Promise<void> } {
  const outbound = createOutbound({ timeoutMs, connections, allowInner: settings?.allowInner ?? false });
  const loops = new Map<string, Loop>();

  function look(): void {
    if (instance.state !== "serving") return;
    const declared = new Map((instance.engine.playbook.destinations ?? []).map((one) => [one.destinationId, one]));
    for (const [id, loop] of loops) {
      if (declared.has(id)) continue;
      loops.delete(id);
      void loop.stop();
    }
    for (const id of declared.keys()) if (!loops.has(id)) loops.set(id, begin(id));
  }

  function begin(destinationId: string): Loop {
    let stopped = false;
    let interrupt: () => void = () => {};
    let wasTroubled = false;
    const declared = (): Destination | undefined =>
      instance.engine.playbook.destinations?.find((one) => one.destinationId === destinationId);

    async function run(): Promise<void> {
      while (!stopped) {
        const destination = declared();
        let pauseMs = lookMs;
        if (destination !== undefined && instance.state === "serving") {
          const key = settings?.destinationKeys?.[keyVariable(destinationId)];
          const parts = { engine: instance.engine, destination, outbound, key, clock: instance.clock };
          try {
            pauseMs = await forwardNext(parts);
            wasTroubled = false;
          } catch (err) {
            if (!wasTroubled) log.error({ err, destinationId }, "a destination could not be served; it is tried again");
            wasTroubled = true;
            pauseMs = lookMs * 5;
          }
        }
        await new Promise<void>((resolve) => {
          if (stopped) return resolve();
          const timer = setTimeout(resolve, pauseMs);
          timer.unref();
          interrupt = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    }

    const running = run();
    return {
      async stop() {
        stopped = true;
        interrupt();
        await running;
      },
    };
  }

  const timer = setInterval(look, lookMs);
  timer.unref();
  look();
  return {
    async stop() {
      clearInterval(timer);
      await outbound.close();
      await Promise.all([...loops.values()].map((loop) => loop.stop()));
    },
  };
}
