import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import { AttuneError } from "@attune/model/errors";
import type { LocalBundle } from "@attune/model/local-bundle";
import type { Profile } from "@attune/model/profile";
import type { Playbook, Tactic } from "@attune/model/tactic";
import { createCalendar } from "@attune/rules/calendar";
import { deviceOf } from "../collect/client-of.ts";
import { readConsent } from "../collect/read-consent.ts";
import { channelOf } from "../collect/stated-channel.ts";
import { type ArrangedPlaybook, arrangePlaybook } from "../decide/arrange-playbook.ts";
import type { VariantTable } from "../decide/arrange-variants.ts";
import { decide } from "../decide/decide.ts";
import type { ItemLists } from "../decide/item-lists.ts";
import { localBundle } from "../decide/local-bundle.ts";
import { personalizationAllowed } from "../decide/personalization-allowed.ts";
import { sensitiveAllowed } from "../decide/usable-profile.ts";
import type { MembershipStore } from "../ports/membership-store.ts";
import type { ScoreStore } from "../ports/score-store.ts";
import { type IdentifyParts, identifiersOf, identify } from "./decider.ts";
import { readBeyondProfile } from "./read-beyond-profile.ts";

export interface PreviewerParts extends IdentifyParts {
  scores: ScoreStore;
  memberships: MembershipStore;
  playbook: () => Playbook;
  variants: () => VariantTable;
  lists: () => ItemLists;
  clock: () => number;
}

/** Whom a preview is for: the person of a request, or a profile. */
export type PreviewRequest = Omit<DecideRequest, "userId" | "anonymousId"> & { userId?: string; anonymousId?: string };

/** What to preview in place of what would be decided. */
export interface PreviewAs {
  /** Another playbook than the one that runs. */
  playbook?: Playbook;
  /** One tactic, whoever it is for, and one of its variants. */
  tacticId?: string;
  variantId?: string;
}

/** Decisions that leave no trace: nothing is recorded, counted, reserved or drawn. */
export interface Previewer {
  preview(request: PreviewRequest, as: PreviewAs): Promise<DecideResponse>;
  /** A way to ask for many people what playbooks would show in all placements now. */
  forPeople(playbook: Playbook): (profile: Profile) => Promise<DecideResponse>;
  /** What a browser needs to decide for the person of a request by itself. */
  bundle(request: DecideRequest): Promise<LocalBundle>;
}

export function createPreviewer(parts: PreviewerParts): Previewer {
  const calendar = createCalendar(parts.timeZone);

  async function situationOf(
    request: PreviewRequest,
    person: { profile: Profile | undefined; profileId: string },
    playbook: ArrangedPlaybook,
    variants: VariantTable | undefined,
  ) {
    const { profile, profileId } = person;
    const now = parts.clock();
    const context = request.context ?? {};
    return {
      decisionId: "preview",
      now,
      today: calendar.dayOf(now),
      calendar,
      identifiers: [],
      profile,
      profileId,
      ...(await readBeyondProfile(profile, playbook.asks, parts)),
      actor: "internal" as const,
      device: deviceOf(context),
      channel: channelOf({}, context),
      personalizationAllowed: personalizationAllowed(
        readConsent(context),
        profile?.consent,
        parts.playbook().privacy?.askFirst.includes("personalization") ?? false,
      ),
      sensitiveAllowed: sensitiveAllowed(readConsent(context), profile?.consent),
      playbook,
      ...(variants === undefined ? {} : { variants }),
      lists: parts.lists(),
    };
  }

  async function shown(...[request, ...rest]: Parameters<typeof situationOf>): Promise<DecideResponse> {
    return decide(request, await situationOf(request, ...rest)).response;
  }

  return {
    async preview(request, { playbook = parts.playbook(), tacticId, variantId }) {
      const isNamed = request.userId !== undefined || request.anonymousId !== undefined;
      const person = isNamed
        ? await identify(identifiersOf(request), parts, parts.clock())
        : { profile: undefined, profileId: "nobody" };
      if (tacticId === undefined) return shown(request, person, arrangePlaybook(playbook), parts.variants());
      const tactic = forced(playbook, tacticId, variantId);
      const alone = { holdout: 0, placements: playbook.placements, tactics: [tactic] };
      const placements = [tactic.placementId];
      const answer = await shown({ ...request, placements }, person, arrangePlaybook(alone), undefined);
      const decision = answer.placements[tactic.placementId]!;
      return { ...answer, placements: { [tactic.placementId]: { ...decision, variantId: variantId ?? "default" } } };
    },
    async bundle(request) {
      const person = await identify(identifiersOf(request), parts, parts.clock());
      const situation = await situationOf(request, person, arrangePlaybook(parts.playbook()), parts.variants());
      return localBundle(request.placements, situation, parts.timeZone);
    },
    forPeople(playbook) {
      const arranged = arrangePlaybook(playbook);
      const request = { placements: Object.keys(playbook.placements) };
      return (profile) => shown(request, { profile, profileId: profile.profileId }, arranged, parts.variants());
    },
  };
}

/** A tactic as everybody would see it: without condition, schedule, holdout and restraint; as the variant, where one is named. */
function forced({ tactics }: Playbook, tacticId: string, variantId: string | undefined): Tactic {
  const tactic = tactics.find((one) => one.tacticId === tacticId);
  if (tactic === undefined) throw new AttuneError("not-found", `There is no tactic ${tacticId}.`);
  const { name, placementId, content, items, priority, windowDays, variants = [] } = tactic;
  const variant = variants.find((one) => one.variantId === variantId);
  if (variantId !== undefined && variantId !== "default" && variant === undefined)
    throw new AttuneError("not-found", `Tactic ${tacticId} has no variant ${variantId}.`, { path: "variantId" });
  const list = variant?.items ?? items;
  return {
    tacticId,
    name,
    placementId,
    content: variant?.content ?? content,
    ...(list === undefined ? {} : { items: list }),
    priority,
    holdout: 0,
    windowDays,
  };
}
