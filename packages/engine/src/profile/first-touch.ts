import type { Event } from "@attune/model/event";
import type { Json } from "@attune/model/json";
import type { Profile, Stamp } from "@attune/model/profile";
import { compareStamps, earlierStamp } from "./stamp-order.ts";

type FirstTouch = NonNullable<Profile["firstTouch"]>;

const lengthLimit = 500;

/** Where the person came from at first: page, campaign and referrer of the earliest event that names any of them. */
export function applyFirstTouch(profile: Profile, event: Event, stamp: Stamp): void {
  const present = profile.firstTouch;
  if (present !== null && compareStamps(present, stamp) <= 0) return;
  const page = asFields(event.context.page);
  const value: FirstTouch["value"] = {};
  const url = asText(page.url) ?? asText(page.path);
  const campaign = asText(asFields(event.context.campaign).name);
  const referrer = asText(page.referrer) ?? asText(asFields(event.context.referrer).url);
  if (url !== undefined) value.page = url;
  if (campaign !== undefined) value.campaign = campaign;
  if (referrer !== undefined) value.referrer = referrer;
  if (url === undefined && campaign === undefined && referrer === undefined) return;
  profile.firstTouch = { at: stamp.at, offset: stamp.offset, value };
}

export function mergeFirstTouch(a: Profile["firstTouch"], b: Profile["firstTouch"]): Profile["firstTouch"] {
  if (a === null || b === null) return a ?? b;
  return earlierStamp(a, b);
}

function asFields(value: Json | undefined): Record<string, Json> {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function asText(value: Json | undefined): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, lengthLimit) : undefined;
}
