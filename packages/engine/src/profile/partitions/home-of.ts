import { hash } from "node:crypto";
import type { IdentifierKey } from "@attune/model/identity";
import type { Place } from "./place-of.ts";

/** Where an identifier begins, and where whoever looks for it starts: in [0, partitions), evenly, the same on every node and for ever. */
export function homeOf(key: IdentifierKey, partitions: number): number {
  return Number.parseInt(hash("sha256", key, "hex").slice(0, 8), 16) % partitions;
}

/** The same of the place of an identifier, whichever it is: both come of one hash. Of the few whose names are not well-formed Unicode it says another partition. */
export function homeOfPlace(place: Place, partitions: number): number {
  return Buffer.from(place, "base64url").readUInt32BE(0) % partitions;
}
