import type { Audience, AudienceEntry } from "@attune/model/audience";
import type { PlaybookFile } from "@attune/model/playbook-file";
import type { Playbook } from "@attune/model/tactic";
import { requireDeclared } from "./playbook-fault.ts";

const defaultBoughtDays = 30;

/** `audiences:`. Each is of a segment that the playbook has. */
export function readAudiences(
  entries: Readonly<Record<string, AudienceEntry>>,
  segments: readonly string[],
): Audience[] {
  return Object.entries(entries).map(([audienceId, entry]) => {
    const { segment, url, identifier = "email", hashed = true, withoutBoughtDays = defaultBoughtDays } = entry;
    requireDeclared(`audiences.${audienceId}.segment`, segment, segments);
    return { audienceId, segmentId: segment, url, namespace: identifier, hashed, withoutBoughtDays };
  });
}

/** As attune.yaml writes them; nothing where the playbook has none. */
export function audienceEntries({ audiences }: Playbook): Pick<PlaybookFile, "audiences"> {
  if (audiences === undefined) return {};
  return {
    audiences: Object.fromEntries(
      audiences.map(({ audienceId, segmentId, url, namespace, hashed, withoutBoughtDays }) => [
        audienceId,
        { segment: segmentId, url, identifier: namespace, hashed, withoutBoughtDays },
      ]),
    ),
  };
}
