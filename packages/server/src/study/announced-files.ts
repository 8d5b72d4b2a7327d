import { Readable } from "node:stream";
import { AttuneError } from "@attune/model/errors";
import type { FastifyRequest } from "fastify";
import { createTextTable } from "./text-table.ts";

/** Studies whose file has not come yet; the oldest is forgotten first. */
const maxAnnounced = 1_000;
const maxFileBytes = 1024 ** 3;

/** Requests that wait for their file, by id. */
export interface AnnouncedFiles<Request> {
  announce(id: string, request: Request): void;
  /** The request, which then waits no more. Throws `not-found` for an id that does not wait. */
  take(id: string): Request;
}

export function createAnnouncedFiles<Request>(): AnnouncedFiles<Request> {
  const announced = new Map<string, Request>();
  return {
    announce(id, request) {
      announced.set(id, request);
      if (announced.size > maxAnnounced) announced.delete(announced.keys().next().value!);
    },
    take(id) {
      const request = announced.get(id);
      if (request === undefined) throw new AttuneError("not-found", `No study ${id.slice(0, 100)} waits for a file.`);
      announced.delete(id);
      return request;
    },
  };
}

/** The CSV file in a request's body, gzip or not, as columns of texts. */
export async function tableOf(request: FastifyRequest): Promise<Map<string, string[]>> {
  const body = request.body === undefined ? Readable.from([]) : (request.body as Readable);
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += (chunk as Buffer).length;
    if (bytes > maxFileBytes) throw new AttuneError("batch-too-large", "A file for a study may have 1 GB.");
    chunks.push(chunk as Buffer);
  }
  return createTextTable(Buffer.concat(chunks));
}
