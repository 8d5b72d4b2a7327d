import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";
import { AttuneError, type ErrorBody, errorCatalogue } from "@attune/model/errors";

/** Answers bytes that are no HTTP request, in the one error shape, and ends their connection. */
export function createClientErrorAnswer(newRequestId: () => string) {
  return (failure: NodeJS.ErrnoException, socket: Socket): void => {
    if (failure.code === "ECONNRESET" || socket.destroyed) return;
    if (socket.writable) socket.write(answerOf(toAttuneError(failure), newRequestId()));
    socket.destroy();
  };
}

function toAttuneError({ code }: NodeJS.ErrnoException): AttuneError {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT")
    return new AttuneError("request-timeout", "The request did not arrive in time.");
  if (code === "HPE_HEADER_OVERFLOW") return new AttuneError("bad-request", "The headers are too large.");
  return new AttuneError("bad-request", "This is no HTTP request.");
}

function answerOf({ code, message }: AttuneError, requestId: string): string {
  const { status } = errorCatalogue[code];
  const told: ErrorBody = { error: { code, message, requestId } };
  const body = JSON.stringify(told);
  const headers = `Content-Type: application/json; charset=utf-8\r\nContent-Length: ${Buffer.byteLength(body)}\r\nConnection: close`;
  return `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${headers}\r\n\r\n${body}`;
}
