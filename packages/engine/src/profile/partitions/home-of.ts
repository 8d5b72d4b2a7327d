import { hash } from "node:crypto";
import type { IdentifierKey } from "@attune/model/identity";

/** Where an identifier begins, and where whoever looks for it starts: in [0, partitions), evenly, the same on every node and for ever. */
export function homeOf(key: IdentifierKey, partitions: number): number {
  return Number.parseInt(hash("sha256", key, "hex").slice(0, 8), 16) % partitions;
}
