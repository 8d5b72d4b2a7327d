import type { Account } from "@attune/model/account";
import type { Connection } from "../../client/connection.ts";
import { UsageError } from "../usage-error.ts";

/** The route of the account that an e-mail address names. */
export async function accountPath(connection: Connection, email: string): Promise<string> {
  const { accounts } = (await connection.request("GET", "/v1/accounts")) as unknown as { accounts: Account[] };
  const found = accounts.find((account) => account.email === email.trim().toLowerCase());
  if (found === undefined)
    throw new UsageError(`nobody has an account as ${email}; \`attune people list\` shows who has`);
  return `/v1/accounts/${found.accountId}`;
}

export function accountLine({ email, name, role, state, lastSignInAt }: Account): string {
  const last =
    lastSignInAt === null ? "never signed in" : `signed in ${new Date(lastSignInAt).toISOString().slice(0, 16)}`;
  return `${role.padEnd(8)} ${state.padEnd(9)} ${email}  ${name}  (${last})`;
}
