import { readFileSync } from "node:fs";
import { AttuneError } from "@attune/model/errors";
import { decode, encode } from "../encode.ts";
import type { Databases } from "./databases.ts";

/**
 * Which process owns the data. It stands in LMDB's own `meta` database, because LMDB's write lock is shared by all processes and survives
 * the death of its holder: two processes that come at once cannot both find the place free.
 */
interface Owner {
  pid: number;
  /** Tells this process from a later one with the same pid; null where the system does not say. */
  startedAtTicks: string | null;
  /** Changes with every boot; null where the system does not say. */
  bootId: string | null;
}

const key = "owner";

/** Takes the data for this process, or throws `data-directory-locked` while another one that owns it is alive. */
export function takeOwnership(databases: Databases, directory: string): void {
  const me: Owner = { pid: process.pid, startedAtTicks: startOf(process.pid), bootId: readBootId() };
  databases.meta.transactionSync(() => {
    const stored = databases.meta.getBinary(key);
    const owner = stored === undefined ? undefined : decode<Owner>(stored);
    if (owner !== undefined && owner.pid !== me.pid && isAlive(owner, me.bootId))
      throw new AttuneError("data-directory-locked", `Process ${owner.pid} owns ${directory}.`);
    databases.meta.putSync(key, encode(me));
  });
}

export function releaseOwnership(databases: Databases): void {
  databases.meta.transactionSync(() => {
    databases.meta.removeSync(key);
  });
}

function isAlive(owner: Owner, bootId: string | null): boolean {
  if (owner.bootId !== bootId) return false;
  try {
    process.kill(owner.pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return owner.startedAtTicks === startOf(owner.pid);
}

/** Field 22 of /proc/PID/stat; the second field, the command, may hold spaces and parentheses. */
function startOf(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? null;
}

function readBootId(): string | null {
  return readOrNull("/proc/sys/kernel/random/boot_id")?.trim() ?? null;
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}
