import type { Account } from "@attune/model/account";
import type { Json } from "@attune/model/json";

/** A one-time link for people to send on. */
export function printLink(answer: Json): string {
  const { account, link, expiresAt } = answer as unknown as { account: Account; link: string; expiresAt: number };
  const until = new Date(expiresAt).toISOString().slice(0, 16).replace("T", " ");
  const where = link.startsWith("/") ? "\nNo server runs here: put its address before the link." : "";
  return `${link}\nFor ${account.email}, as ${account.role}. It works once, until ${until} UTC, and is not told again.${where}`;
}
