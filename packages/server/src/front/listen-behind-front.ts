import { createServer } from "node:http";
import type { FastifyInstance } from "fastify";
import { listenForOwner } from "../instance/socket-path.ts";
import { adoptPeerAddress } from "./peer-address.ts";

/** Answers what a front passes on. */
export interface BehindFront {
  cutOff(): void;
  close(): Promise<void>;
}

/** @param app its hooks and routes are ready */
export async function listenBehindFront(app: FastifyInstance, socketPath: string): Promise<BehindFront> {
  // Connections are the front's to keep, and it passes on what came without a Host from clients that need not say one.
  const server = createServer({ requestTimeout: 0, keepAliveTimeout: 0, requireHostHeader: false });
  server.on("request", (request, response) => {
    adoptPeerAddress(request);
    app.routing(request, response);
  });
  await listenForOwner(server, socketPath);
  return {
    cutOff: () => server.closeAllConnections(),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
