import type { CapEntry, PlaybookRestraint, Restraint, RestraintEntry } from "@attune/model/restraint";
import type { Placement, Tactic } from "@attune/model/tactic";
import { playbookFault, requireDeclared } from "./playbook-fault.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The caps of one place, each with exactly one window. */
export function readCaps(entries: readonly CapEntry[], path: string): NonNullable<Restraint["caps"]> {
  return entries.map(({ atMost, withinDays, withinHours }, index) => {
    if ((withinDays === undefined) === (withinHours === undefined))
      throw playbookFault(`${path}[${index}]`, "needs `withinDays` or `withinHours`, one of them");
    return { atMost, withinMs: withinHours === undefined ? withinDays! * dayMs : withinHours * hourMs };
  });
}

/** A window of the day that is not empty. */
export function readQuietHours(text: string, path: string): string {
  if (text.slice(0, 5) === text.slice(6))
    throw playbookFault(path, `${JSON.stringify(text)} begins when it ends; for never, leave it out`);
  return text;
}

/** `restraint:`; every group that a tactic names may be declared, none has to be. */
export function readRestraint(entry: RestraintEntry, tactics: readonly Tactic[]): PlaybookRestraint {
  const restraint: PlaybookRestraint = {};
  if (entry.everywhere !== undefined) restraint.everywhere = readOne(entry.everywhere, "restraint.everywhere");
  if (entry.channels !== undefined) {
    restraint.channels = Object.fromEntries(
      Object.entries(entry.channels).map(([channel, one]) => [channel, readOne(one, `restraint.channels.${channel}`)]),
    );
  }
  if (entry.groups !== undefined) {
    const named = tactics.flatMap(({ exclusivityGroup }) => exclusivityGroup ?? []);
    for (const group of Object.keys(entry.groups)) requireDeclared(`restraint.groups.${group}`, group, named);
    restraint.groups = Object.fromEntries(
      Object.entries(entry.groups).map(([group, { restDays = 0 }]) => [group, { restMs: restDays * dayMs }]),
    );
  }
  return restraint;
}

function readOne({ caps, quietHours }: NonNullable<RestraintEntry["everywhere"]>, path: string): Restraint {
  const restraint: Restraint = {};
  if (caps !== undefined) restraint.caps = readCaps(caps, `${path}.caps`);
  if (quietHours !== undefined) restraint.quietHours = readQuietHours(quietHours, `${path}.quietHours`);
  return restraint;
}

type PlacementEntry = Parameters<typeof readCaps>[0];

/** What a placement says of its own restraint. */
export function readPlacementRestraint(
  { channel, caps }: { channel?: string | undefined; caps?: PlacementEntry | undefined },
  path: string,
): Pick<Placement, "channel" | "caps"> {
  return {
    ...(channel === undefined ? {} : { channel }),
    ...(caps === undefined ? {} : { caps: readCaps(caps, `${path}.caps`) }),
  };
}
