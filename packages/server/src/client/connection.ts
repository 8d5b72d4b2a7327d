import type { Readable } from "node:stream";
import type { Json } from "@attune/model/json";

/** A way to ask the HTTP API, wherever the engine runs. */
export interface Connection {
  /** Sends JSON or a stream, answers the JSON. Throws an error with the API's `code` and message for any other status than 2xx. */
  request(method: "GET" | "POST" | "PUT" | "DELETE", path: string, body?: Json | Readable): Promise<Json>;
  close(): Promise<void>;
}
