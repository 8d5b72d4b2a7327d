import type { Role } from "@attune/model/role";
import type { MemoryApp } from "./memory-app.ts";

const password = "quite a long phrase";

/** Headers of a browser in which somebody of this role is signed in. */
export async function signedIn({ server, instance }: MemoryApp, role: Role, email = `${role}@shop.example`) {
  const { token } = await instance.accounts.invite({ email, name: "", role, by: "a test" });
  const response = await server.inject({
    method: "POST",
    url: "/v1/session/links/use",
    headers: ownPage,
    payload: { token, password },
  });
  if (response.statusCode !== 200) throw new Error(response.body);
  return { ...ownPage, cookie: cookieOf(response.headers["set-cookie"]) };
}

/** What a browser says of a page of this server's own. */
export const ownPage = { host: "attune.test", origin: "http://attune.test" };

/** `name=value` of a `Set-Cookie` header. */
export function cookieOf(header: string | string[] | undefined): string {
  return String(header).split(";", 1)[0]!;
}
