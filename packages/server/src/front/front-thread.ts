import { parentPort, workerData } from "node:worker_threads";
import { createLog } from "../instance/create-log.ts";
import { type FrontSettings, startFront } from "./start-front.ts";

/** The entry of the front's thread. */
export interface FrontThreadData {
  settings: FrontSettings;
  logLevel: string;
}

const { settings, logLevel } = workerData as FrontThreadData;
await startFront(settings, parentPort!, createLog({ logLevel, stderr: process.stderr }));
