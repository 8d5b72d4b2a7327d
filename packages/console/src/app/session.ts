import type { SessionAnswer } from "@attune/model/account";
import type { Permission } from "@attune/model/role";
import { useSyncExternalStore } from "react";

/** Who is signed in, as far as this page knows. The cookie that proves it is out of reach for scripts. */
export interface SessionState {
  /** Null until the server has answered. Of a session that has ended by itself, as it was. */
  answer: SessionAnswer | null;
  /** That the session has ended by itself, in words: what was typed waits behind the door for the same person. Null: it stands, or nobody is signed in. */
  ended: string | null;
}

let state: SessionState = { answer: null, ended: null };
const listeners = new Set<() => void>();

function change(next: SessionState): void {
  state = next;
  for (const listener of listeners) listener();
}

export function putSession(answer: SessionAnswer): void {
  // That nobody is signed in is no news after the session has ended.
  if (answer.account === null && state.ended !== null) return;
  change({ answer, ended: null });
}

/** The server knows this session no more. The page stays as it is, so that signing in again leads back to it. */
export function endSession(): void {
  if (state.answer?.account == null || state.ended !== null) return;
  change({ answer: state.answer, ended: "Your session has ended. Sign in again to go on where you were." });
}

/** Whether there is somebody to ask the server for. */
export const isSignedIn = (): boolean => state.answer?.account != null && state.ended === null;

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
