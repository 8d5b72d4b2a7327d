import { profilePath } from "../profile/profile-path.ts";

/** `email:ada@example.com` as a path of the privacy API. */
export function personPath(word: "people" | "erase" | "anonymise", who: string | undefined, apart?: string): string {
  return profilePath(who, apart).replace("/v1/profiles/", `/v1/privacy/${word}/`);
}
