import type { IncomingMessage } from "node:http";

/** How the front says over whose connection a request came; what a client says under this name is left out. */
export const peerHeader = "x-attune-peer";

/** Gives a request that the front passed on the address of the connection it came over, as if it had come over it here. */
export function adoptPeerAddress({ headers, rawHeaders, socket }: IncomingMessage): void {
  const value = headers[peerHeader];
  delete headers[peerHeader];
  rawHeaders.splice(rawHeaders.indexOf(peerHeader), 2);
  // A connection behind the front carries the requests of many clients, one after another: each has its own.
  Object.defineProperty(socket, "remoteAddress", { value, configurable: true });
}
