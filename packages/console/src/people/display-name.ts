import type { ProfileView } from "../api/profiles.ts";

/** How to call a person: the name they gave, else the strongest identifier they are known by (identities come in that order). */
export function displayName({
  traits,
  identities,
  profileId,
}: Pick<ProfileView, "traits" | "identities" | "profileId">): string {
  const text = (key: string): string => (typeof traits[key] === "string" ? traits[key].trim() : "");
  const first = text("firstName") || text("first_name");
  const last = text("lastName") || text("last_name");
  const name = text("name") || [first, last].filter(Boolean).join(" ");
  if (name !== "") return name;
  const known = ["email", "user_id", "phone"].map((namespace) => identities.find((one) => one.namespace === namespace));
  return (known.find(Boolean) ?? identities[0])?.value ?? profileId;
}

/** The beginning of a profile's id, where nothing better is known of somebody: enough to tell rows of a table apart. */
export const shortId = (profileId: string): string => (profileId.length <= 8 ? profileId : `${profileId.slice(0, 6)}…`);
