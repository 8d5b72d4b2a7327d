import { newId } from "../wire/new-id.ts";
import type { Keep } from "./storage.ts";

/** Who is at this browser. */
export interface Visitor {
  anonymousId(): string;
  userId(): string | undefined;
  setUserId(userId: string): void;
  /** Keeps the ids in this browser, or removes them from it. */
  follow(mayKeep: boolean): void;
  /** Somebody else from now on. */
  reset(): void;
}

/** Until `follow(true)` the ids are this page's alone: nothing is stored. */
export function createVisitor(keep: Keep, mayKeepNow: boolean): Visitor {
  let mayKeep = mayKeepNow;
  let anonymousId = (mayKeep ? keep.get("id") : null) ?? newId();
  let userId = (mayKeep ? keep.get("user") : null) ?? undefined;

  function write(): void {
    if (!mayKeep) {
      keep.remove("id");
      keep.remove("user");
      return;
    }
    keep.set("id", anonymousId);
    if (userId === undefined) keep.remove("user");
    else keep.set("user", userId);
  }
  function reset(): void {
    anonymousId = newId();
    userId = undefined;
    write();
  }

  write();
  return {
    anonymousId: () => anonymousId,
    userId: () => userId,
    setUserId(id) {
      userId = id;
      write();
    },
    follow(isAllowed) {
      if (isAllowed === mayKeep) return;
      mayKeep = isAllowed;
      if (mayKeep) write();
      else reset();
    },
    reset,
  };
}
