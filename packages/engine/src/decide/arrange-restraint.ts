import type { Offer } from "@attune/model/offer";
import type { Cap, Restraint } from "@attune/model/restraint";
import type { Playbook, Tactic } from "@attune/model/tactic";

/** Whose showings a cap counts. */
export type CapScope = "tactic" | "placement" | "channel" | "everywhere";

export interface ScopedCap extends Cap {
  scope: CapScope;
}

/** What restrains one tactic, whatever the channel. */
export interface TacticRestraint {
  /** The placement's own channel; absent: the request's. */
  channel?: string;
  caps: readonly ScopedCap[];
  quietHours: readonly string[];
  /** Other tactics of its group, none of which may have come so shortly before; absent: it is in no group. */
  group?: { name: string; others: ReadonlySet<string>; restMs: number };
  offer?: Offer;
  /** Some cap or group counts its showings. */
  isCounted: boolean;
}

/** The restraint of a playbook, found by tactic. */
export interface ArrangedRestraint {
  tactics: ReadonlyMap<string, TacticRestraint>;
  channels: ReadonlyMap<string, { caps: readonly ScopedCap[]; quietHours: readonly string[] }>;
}

/** Null where nothing restrains anything: then a decision does not look. */
export function arrangeRestraint(playbook: Playbook): ArrangedRestraint | null {
  const { everywhere = {}, channels = {} } = playbook.restraint ?? {};
  const channelRestraints = new Map(
    Object.entries(channels).map(([channel, restraint]) => [
      channel,
      { caps: scoped("channel", restraint.caps), quietHours: hoursOf(restraint) },
    ]),
  );
  const countsAll = everywhere.caps !== undefined || Object.values(channels).some(({ caps }) => caps !== undefined);
  const tactics = new Map<string, TacticRestraint>();
  for (const tactic of playbook.tactics) {
    // One person has one price, however often it is asked for and at whatever hour; and a price takes nothing else's turn.
    if (tactic.price !== undefined) continue;
    const restraint = restraintOf(tactic, playbook, everywhere, countsAll);
    const isFree = restraint.caps.length === 0 && restraint.quietHours.length === 0 && !restraint.isCounted;
    if (isFree && restraint.offer === undefined && channelRestraints.size === 0) continue;
    tactics.set(tactic.tacticId, restraint);
  }
  return tactics.size === 0 ? null : { tactics, channels: channelRestraints };
}

function restraintOf(tactic: Tactic, playbook: Playbook, everywhere: Restraint, countsAll: boolean): TacticRestraint {
  const placement = playbook.placements[tactic.placementId];
  const caps = [
    ...scoped("tactic", tactic.caps),
    ...scoped("placement", placement?.caps),
    ...scoped("everywhere", everywhere.caps),
  ];
  const restraint: TacticRestraint = {
    caps,
    quietHours: [...hoursOf(tactic), ...hoursOf(everywhere)],
    isCounted: countsAll || caps.length > 0 || tactic.exclusivityGroup !== undefined,
  };
  if (placement?.channel !== undefined) restraint.channel = placement.channel;
  const offer = playbook.offers?.find(({ offerId }) => offerId === tactic.offerId);
  if (offer !== undefined) restraint.offer = offer;
  const name = tactic.exclusivityGroup;
  if (name !== undefined) {
    const others = playbook.tactics.filter((one) => one.exclusivityGroup === name && one !== tactic);
    const { restMs = 0 } = playbook.restraint?.groups?.[name] ?? {};
    restraint.group = { name, others: new Set(others.map(({ tacticId }) => tacticId)), restMs };
  }
  return restraint;
}

function scoped(scope: CapScope, caps: readonly Cap[] = []): ScopedCap[] {
  return caps.map((cap) => ({ ...cap, scope }));
}

function hoursOf({ quietHours }: { quietHours?: string }): string[] {
  return quietHours === undefined ? [] : [quietHours];
}
