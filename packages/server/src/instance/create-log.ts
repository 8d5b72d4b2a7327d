import pino, { type Logger } from "pino";
import type { Environment } from "../environment.ts";

/** Structured lines on standard error, one JSON object each, without secrets. */
export function createLog(environment: Environment): Logger {
  return pino(
    {
      level: environment.logLevel,
      redact: {
        paths: [
          "authorization",
          "writeKey",
          "secretKey",
          "*.authorization",
          "*.writeKey",
          "*.secretKey",
          "headers.authorization",
        ],
        censor: "[redacted]",
      },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    environment.stderr,
  );
}

/** For commands: what goes wrong is told by the command itself; the log speaks of errors only. */
export function silentLog(environment: Environment): Logger {
  return createLog({ ...environment, logLevel: environment.logLevel === "info" ? "error" : environment.logLevel });
}
