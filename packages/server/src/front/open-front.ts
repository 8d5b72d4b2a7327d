import { Worker } from "node:worker_threads";
import type { FastifyInstance } from "fastify";
import { frontSocketPath } from "../instance/socket-path.ts";
import { attendFront, type FrontNeeds } from "./attend-front.ts";
import type { FrontThreadData } from "./front-thread.ts";
import { listenBehindFront } from "./listen-behind-front.ts";
import type { FrontSettings } from "./start-front.ts";

interface FrontParts extends FrontNeeds {
  dataDirectory: string;
  /** Answers what the front passes on. Its hooks and routes are ready. */
  app: FastifyInstance;
  settings: Omit<FrontSettings, "socketPath">;
  logLevel: string;
}

export interface Front {
  /** Without a trailing slash. */
  url: string;
  /** Ends what is still under way. */
  cutOff(): void;
  /** Takes no new connections, and resolves when all that was under way has been answered. */
  close(): Promise<void>;
}

/**
 * Starts the thread that listens for the outside, so that the one that decides neither reads requests nor writes answers. An error that the thread does not
 * handle ends the process, as one of this thread would.
 */
export async function openFront({ dataDirectory, app, settings, logLevel, ...needs }: FrontParts): Promise<Front> {
  const socketPath = frontSocketPath(dataDirectory);
  const behind = await listenBehindFront(app, socketPath);
  const workerData: FrontThreadData = { settings: { ...settings, socketPath }, logLevel };
  const thread = new Worker(new URL("./front-thread.js", import.meta.url), { workerData });
  const attended = attendFront(thread, needs);

  async function end(): Promise<void> {
    await thread.terminate();
    await behind.close();
  }

  const url = await new Promise<string>((resolve, reject) => {
    thread.once("error", reject);
    attended.listening.then(resolve, reject);
  }).catch(async (error) => {
    await end();
    throw error;
  });
  return {
    url,
    cutOff() {
      attended.cutOff();
      behind.cutOff();
    },
    async close() {
      await attended.close();
      await end();
    },
  };
}
