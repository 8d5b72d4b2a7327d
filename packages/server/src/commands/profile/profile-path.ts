import type { Identifier } from "@attune/model/identity";
import { UsageError } from "../usage-error.ts";

/** `user_id:ada`, or `user_id` and `ada` apart, as a path of the API. */
export function profilePath(text: string | undefined, apart?: string): string {
  const { namespace, value } = parseIdentifier(apart === undefined ? text : `${text}:${apart}`);
  return `/v1/profiles/${segment(namespace)}/${segment(value)}`;
}

/** `.` and `..` as they are would be taken for steps through the path. */
function segment(text: string): string {
  return text === "." || text === ".." ? text.replaceAll(".", "%2E") : encodeURIComponent(text);
}

export function parseIdentifier(text: string | undefined): Identifier {
  const colon = text?.indexOf(":") ?? -1;
  if (text === undefined || colon < 1 || colon === text.length - 1) {
    throw new UsageError(
      `${text ?? "nothing"} names nobody; write namespace:value, such as user_id:ada or email:ada@example.com`,
    );
  }
  return { namespace: text.slice(0, colon), value: text.slice(colon + 1) };
}
