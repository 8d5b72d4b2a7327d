import type { Query } from "@tanstack/react-query";
import { isSignedIn } from "../app/session.ts";
import { isPassing } from "./request.ts";

/** How soon a view that shows passing trouble asks again. */
const troubledMs = 3_000;

/** Asks again every `ms`; sooner while the last answer was trouble that passes by itself. Null: only then. Never while nobody is signed in. */
export function refreshEvery(ms: number | null) {
  return ({ state }: Pick<Query, "state">): number | false => {
    if (!isSignedIn()) return false;
    return state.status === "error" && isPassing(state.error) ? Math.min(troubledMs, ms ?? troubledMs) : (ms ?? false);
  };
}
