import type { OneTimeLink, SessionAnswer } from "@attune/model/account";
import { request } from "../api/request.ts";
import { endSession, putSession } from "./session.ts";

/** Asks who is signed in; in a demo on this machine, comes in. */
export async function askSession(): Promise<void> {
  const answer = await request<SessionAnswer>("/v1/session");
  checkedAt = Date.now();
  if (answer.account === null && answer.entrance === "demo") await post("/v1/session/demo", {});
  else putSession(answer);
}

/** How soon it is asked again whether the session still stands. */
const checkAgainMs = 2_000;
let checkedAt = 0;

/** Whether the session still stands; a form that asks the server for nothing would tell so only when it is sent, with all that was typed lost. */
export async function checkSession(): Promise<void> {
  if (Date.now() - checkedAt < checkAgainMs) return;
  checkedAt = Date.now();
  const { account } = await request<SessionAnswer>("/v1/session");
  if (account === null) endSession();
}

export const signIn = (email: string, password: string): Promise<void> => post("/v1/session", { email, password });

export const signOut = (everywhere: boolean): Promise<void> => post("/v1/session/end", { everywhere });

export const changePassword = (present: string, next: string): Promise<void> =>
  post("/v1/session/password", { present, next });

/** What a link is for; it stays unused. */
export const lookAtLink = (token: string): Promise<OneTimeLink> =>
  request("/v1/session/links/look", { method: "POST", body: { token } });

export const takeLink = (token: string, chosen: { email?: string; name: string; password: string }): Promise<void> =>
  post("/v1/session/links/use", { token, ...chosen });

async function post(path: string, body: object): Promise<void> {
  putSession(await request<SessionAnswer>(path, { method: "POST", body }));
}
