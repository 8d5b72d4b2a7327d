import { permissions, roles } from "@attune/model/role";
import Type from "typebox";
import { count, epochMs, only, orNull, text } from "./parts.ts";

export const role = Type.Enum([...roles]);
const permission = Type.Enum([...permissions]);

export const account = only({
  accountId: text,
  email: text,
  name: text,
  role,
  state: Type.Enum(["invited", "active", "disabled"]),
  createdAt: epochMs,
  createdBy: text,
  lastSignInAt: orNull(epochMs),
  sessions: count,
});

export const accountWithLink = only({
  account,
  link: Type.String({ description: "To be opened once; told here and never again." }),
  expiresAt: epochMs,
});

export const apiKey = only({
  keyId: text,
  name: text,
  begins: text,
  kind: Type.Enum(["write", "secret"]),
  scopes: Type.Array(permission),
  createdAt: orNull(epochMs),
  createdBy: text,
  lastUsedAt: orNull(epochMs),
  endsAt: orNull(epochMs),
  isFirst: Type.Boolean(),
});

export const madeKey = only({ key: Type.String({ description: "Told here and never again." }), made: apiKey });

export const sessionAnswer = only({
  account: orNull(only({ accountId: text, email: text, name: text, role })),
  permissions: Type.Array(permission),
  entrance: Type.Enum(["sign-in", "first-admin", "demo"]),
  endsAt: orNull(epochMs),
});

export const oneTimeLink = only({
  kind: Type.Enum(["first-admin", "invitation", "reset"]),
  email: orNull(text),
  name: orNull(text),
  role,
  expiresAt: epochMs,
});
