import type { ChannelName } from "@attune/model/message";
import type { Profile } from "@attune/model/profile";
import { latest } from "./names-of-person.ts";

/** Where a person gets messages of a channel, as their profile has it; undefined: nowhere. */
export function addressOf(profile: Profile, channel: ChannelName): string | undefined {
  if (channel === "email") return latest(profile, "email");
  if (channel === "in-app") return profile.profileId;
  const trait = channel === "web-push" ? "push_subscription" : "webhook_url";
  const value = Object.hasOwn(profile.traits, trait) ? profile.traits[trait]?.value : undefined;
  if (value === undefined || value === null) return undefined;
  return typeof value === "string" ? value : JSON.stringify(value);
}
