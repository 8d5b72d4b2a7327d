import type { OneTimeLink, SessionAnswer } from "@attune/model/account";
import { request } from "../api/request.ts";
import { putSession } from "./session.ts";

/** Asks who is signed in; in a demo on this machine, comes in. */
export async function askSession(): Promise<void> {
  const answer = await request<SessionAnswer>("/v1/session");
  if (answer.account === null && answer.entrance === "demo") await post("/v1/session/demo", {});
  else putSession(answer);
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
