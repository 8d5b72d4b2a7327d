import { type ArrangedPlaybook, arrangePlaybook } from "@attune/engine/decide/arrange-playbook";
import { decide } from "@attune/engine/decide/decide";
import { emptyItemLists, type ItemLists } from "@attune/engine/decide/item-lists";
import { personalizationAllowed } from "@attune/engine/decide/personalization-allowed";
import { type SensitiveItems, sensitiveItems } from "@attune/engine/decide/sensitive-items";
import { sensitiveAllowed } from "@attune/engine/decide/usable-profile";
import type { OwnedEntry } from "@attune/engine/profile/owned-entry";
import { draftOf } from "@attune/engine/profile/profile-draft";
import { applyDecision, applyEvent, applyOwned, finishDraft } from "@attune/engine/profile/profile-state";
import { viewOfPerson } from "@attune/engine/runtime/view-of-person";
import type { DecideResponse } from "@attune/model/decision";
import { emptyProfile } from "@attune/model/empty-profile";
import type { Device, Event } from "@attune/model/event";
import type { Profile } from "@attune/model/profile";
import type { Scores } from "@attune/model/score";
import type { Playbook } from "@attune/model/tactic";
import type { Calendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { membershipIn } from "@attune/rules/segment-membership";

/** A playbook that people live through once more. */
export interface ReplayRules {
  playbook: Playbook;
  arranged: ArrangedPlaybook;
  lists: ItemLists;
  sensitive: SensitiveItems | null;
  calendar: Calendar;
  timeZone: string;
  /** Of budgets as they are now: whether somebody new may be given an offer. */
  offerHasRoom: (offerId: string) => boolean;
}

/** @param catalogue of the running engine: categories of items count, lists are not filled */
export function replayRules(
  playbook: Playbook,
  catalogue: ItemLists["catalogue"],
  parts: Pick<ReplayRules, "calendar" | "timeZone" | "offerHasRoom">,
): ReplayRules {
  const arranged = arrangePlaybook(playbook);
  const sensitive = sensitiveItems(arranged.sensitive, catalogue);
  return { playbook, arranged, lists: { ...emptyItemLists, catalogue }, sensitive, ...parts };
}

/** Who lives it once more. */
export interface ReplayedPerson {
  /** As they are today. */
  profile: Profile;
  scores: Scores;
}

/** A life as it goes under a playbook: what happened is what happened, what is shown and sent is worked out anew. */
export interface ReplayedLife {
  /** An entry as it was. */
  live(entry: OwnedEntry): void;
  /** Something that happens in the replay alone. */
  happen(event: Event): void;
  profile(): Profile;
  /** Of the latest entry that was lived as it was. */
  offset(): number;
  viewAt(at: number): MovableView;
  /** Decides and remembers what was shown. */
  ask(placements: string[], at: number, where: { device?: Device; channel?: Event["channel"] }): DecideResponse;
}

export function createReplayedLife({ profile, scores }: ReplayedPerson, rules: ReplayRules): ReplayedLife {
  const { playbook, arranged, lists, sensitive, calendar, timeZone, offerHasRoom } = rules;
  const { profileId, identities, bucketing } = profile;
  const began = { ...emptyProfile(profileId), identities, ...(bucketing === undefined ? {} : { bucketing }) };
  const draft = draftOf(began, timeZone);
  const needsYes = playbook.privacy?.askFirst.includes("personalization") ?? false;
  // After all that the log holds, so that what the replay adds is the latest of its moment.
  let offset = Number.MAX_SAFE_INTEGER / 2;
  let lived = 0;

  const now = () => finishDraft(draft, timeZone);

  function viewAt(at: number): MovableView {
    const view = viewOfPerson(now(), scores, at, { calendar, sensitive });
    view.membership = membershipIn(arranged.segments, view, () => undefined);
    return view;
  }

  return {
    live(entry) {
      lived = entry.offset;
      applyOwned(draft, entry, timeZone);
    },
    happen(event) {
      offset += 1;
      applyEvent(draft, event, { at: event.at, offset }, timeZone);
    },
    profile: now,
    offset: () => lived,
    viewAt,
    ask(placements, at, { device, channel }) {
      const present = now();
      const { response, record } = decide(
        { placements, trace: true },
        {
          decisionId: `replay-${offset}`,
          now: at,
          today: calendar.dayOf(at),
          calendar,
          identifiers: [],
          profile: present,
          profileId,
          scores,
          actor: "person",
          device,
          channel,
          offerHasRoom,
          personalizationAllowed: personalizationAllowed(undefined, present.consent, needsYes),
          sensitiveAllowed: sensitiveAllowed(undefined, present.consent),
          playbook: arranged,
          lists,
        },
      );
      offset += 1;
      if (record !== null) applyDecision(draft, record, { at, offset });
      return response;
    },
  };
}
