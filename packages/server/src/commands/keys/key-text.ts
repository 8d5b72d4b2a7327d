import type { ApiKey } from "@attune/model/account";
import type { Json } from "@attune/model/json";
import { permissions } from "@attune/model/role";

export function keyLine({ keyId, name, kind, scopes, begins, lastUsedAt, endsAt }: ApiKey): string {
  const told = scopes.length === permissions.length ? "all" : scopes.join(",");
  const used = lastUsedAt === null ? "never used" : `used ${minute(lastUsedAt)}`;
  const ends = endsAt === null ? "" : `, ends ${minute(endsAt)}`;
  return `${keyId.padEnd(12)} ${kind.padEnd(6)} ${begins}…  ${name}  [${told}]  (${used}${ends})`;
}

/** A key that was just made. */
export function printMadeKey(answer: Json): string {
  const { key, made } = answer as unknown as { key: string; made: ApiKey };
  return `${key}\nThe key of ${made.name}; it is not told again.`;
}

function minute(at: number): string {
  return new Date(at).toISOString().slice(0, 16);
}
