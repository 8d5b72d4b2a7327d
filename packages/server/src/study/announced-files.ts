import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import type { FastifyRequest } from "fastify";
import { receiveFile } from "../http/receive-file.ts";

/** Studies whose file has not come yet; the oldest is forgotten first. */
const maxAnnounced = 1_000;

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

/** A file that came with a request, for the time of one study. */
export interface ArrivedFile {
  path: string;
  /** Does the study, and removes the file whatever comes of it. */
  during<T>(study: () => Promise<T>): Promise<T>;
  /** Reads what is to be done with the file, and removes it where that throws. */
  unlessRefused<T>(read: () => T): Promise<T>;
}

/** Takes the file in a request's body to a folder of its own. */
export async function arrivedFile(request: FastifyRequest): Promise<ArrivedFile> {
  const folder = await mkdtemp(join(tmpdir(), "attune-study-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  async function unlessRefused<T>(read: () => T | Promise<T>): Promise<T> {
    try {
      return await read();
    } catch (error) {
      await remove();
      throw error;
    }
  }
  const path = await unlessRefused(() => receiveFile(request, join(folder, "table")));
  return { path, during: (study) => study().finally(remove), unlessRefused };
}
