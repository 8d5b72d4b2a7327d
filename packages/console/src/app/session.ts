import type { SessionAnswer } from "@attune/model/account";
import type { Permission } from "@attune/model/role";
import { useSyncExternalStore } from "react";

/** Who is signed in, as far as this page knows. The cookie that proves it is out of reach for scripts. */
export interface SessionState {
  /** Null until the server has answered. */
  answer: SessionAnswer | null;
  /** Why somebody who was signed in no longer is; null where nobody was, or they left by themselves. */
  ended: string | null;
}

let state: SessionState = { answer: null, ended: null };
const listeners = new Set<() => void>();

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

export function putSession(answer: SessionAnswer): void {
  change({ answer, ended: answer.account === null ? state.ended : null });
}

/** The server knows this session no more. The address stays, so that signing in again leads back to it. */
export function endSession(): void {
  const { answer } = state;
  if (answer === null || answer.account === null) return;
  change({
    answer: {
      account: null,
      permissions: [],
      entrance: answer.entrance === "demo" ? "demo" : "sign-in",
      endsAt: null,
    },
    ended: "Your session has ended. Sign in again to go on where you were.",
  });
}

export function useSession(): SessionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
  );
}

/** Whether whoever is signed in is permitted something. The server asks again: this only spares them the refusal. */
export function useMay(needed: Permission): boolean {
  return useSession().answer?.permissions.includes(needed) === true;
}
