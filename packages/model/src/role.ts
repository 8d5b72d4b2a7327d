/**
 * What somebody may do through the API. `collect`: send events and ask for decisions. `read`: definitions and results, people under pseudonyms.
 * `study`: begin studies, forecasts and other long questions. `train`: models. `edit`: what is shown to whom. `care`: see people as they are, and do what
 * they ask for. `administer`: everything about the instance itself, its keys and its accounts.
 */
export const permissions = ["collect", "read", "study", "train", "edit", "care", "administer"] as const;
export type Permission = (typeof permissions)[number];

export const roles = ["viewer", "analyst", "editor", "support", "admin"] as const;
export type Role = (typeof roles)[number];

/** The one place that says what a role may do. */
export const permissionsOf: Readonly<Record<Role, readonly Permission[]>> = {
  viewer: ["read"],
  analyst: ["read", "study", "train"],
  editor: ["read", "study", "edit", "collect"],
  support: ["read", "care", "collect"],
  admin: permissions,
};

/** The same for people, as the end of "may". */
export const permissionWords: Readonly<Record<Permission, string>> = {
  collect: "send events and ask for decisions",
  read: "read definitions and results, with people under pseudonyms",
  study: "begin studies and forecasts",
  train: "train, promote and roll back models",
  edit: "change what is shown to whom",
  care: "see people as they are, and export, correct, split and erase their data",
  administer: "run the instance: accounts, keys, imports, backups, the audit log",
};

/** What a role is for, in a line. */
export const roleWords: Readonly<Record<Role, string>> = {
  viewer: "sees results; people are masked",
  analyst: "asks and studies, trains models; people are masked",
  editor: "changes what is shown to whom; people are masked",
  support: "helps people: sees who they are, exports, corrects and erases their data; each look is written down",
  admin: "may do everything",
};
