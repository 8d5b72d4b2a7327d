import { type Permission, permissions, permissionsOf } from "@attune/model/role";
import type { KnownKey } from "./key-ring.ts";
import type { Session } from "./sessions.ts";

/** Who asks: the owner of the data directory (through the socket in it), a program with a key, or a person who signed in. */
export type Principal = { kind: "owner" } | { kind: "key"; key: KnownKey } | { kind: "account"; session: Session };

export function permissionsOfPrincipal(principal: Principal): readonly Permission[] {
  if (principal.kind === "owner") return permissions;
  return principal.kind === "key" ? principal.key.scopes : permissionsOf[principal.session.account.role];
}

/** Under which name the audit log has them. */
export function nameOfPrincipal(principal: Principal): string {
  if (principal.kind === "owner") return "command line";
  return principal.kind === "key" ? `key: ${principal.key.name}` : principal.session.account.email;
}
