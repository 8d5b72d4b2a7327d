import type { FastifyRequest } from "fastify";

const forwarded = ["x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via"];

/**
 * Whether a browser on this machine asks, by a name of this machine: the connection comes from a loopback address, no proxy says that it passes it on for
 * somebody else, and `Host` is a loopback name, so that a page whose own name was made to point here (DNS rebinding) is none.
 */
export function isLocalBrowser({ socket, headers }: FastifyRequest): boolean {
  return (
    isLoopback(socket.remoteAddress ?? "") &&
    forwarded.every((name) => headers[name] === undefined) &&
    isLocalName(headers.host ?? "")
  );
}

function isLoopback(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);
}

function isLocalName(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host);
}
