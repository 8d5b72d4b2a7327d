import { arrangePlaybook } from "../../packages/engine/dist/decide/arrange-playbook.js";
import { decide } from "../../packages/engine/dist/decide/decide.js";
import { emptyItemLists } from "../../packages/engine/dist/decide/item-lists.js";
import { localBundle } from "../../packages/engine/dist/decide/local-bundle.js";
import { decideLocally } from "../../packages/rules/dist/decide-locally.js";
import { truthOf } from "../../packages/rules/dist/truth-of.js";

/** Each profile with what its conditions are asked of. */
export async function everybody(engine) {
  const people = [];
  for (let after = null; ; ) {
    const ids = await engine.stores.state.profileIds(after, 1_000);
    for (const id of ids) {
      const profile = await engine.stores.state.profile(id);
      people.push({ profile, view: await engine.segments.viewOf(profile) });
    }
    if (ids.length < 1_000) return people;
    after = ids.at(-1);
  }
}

/** Of whom a condition holds by profiles, and by all that happened as analytics counts it: null where it was too long about it. */
export async function compareWithAnalytics(engine, people, condition, asking) {
  const truths = people.map(({ view }) => truthOf(condition, view));
  const holds = truths.filter((truth) => truth === 1).length;
  const unknown = truths.filter((truth) => truth === 0).length;
  try {
    const counted = await engine.stores.analytics.countPeople({ condition, ...asking });
    if ("undetermined" in counted) return null;
    const agrees = counted.matching >= holds && counted.matching <= holds + unknown;
    return { agrees, isExact: unknown === 0, holds, unknown, matching: counted.matching };
  } catch (error) {
    if (error.code === "overloaded") return null;
    throw error;
  }
}

/** Memberships that the stream keeps otherwise than a segment's condition says from the start. */
export async function wrongMemberships(engine, people, segments) {
  const wrong = [];
  let members = 0;
  for (const { profile, view } of people) {
    const kept = await engine.stores.memberships.of(profile.profileId);
    for (const { segmentId, when } of segments) {
      const isMember = kept !== undefined && Object.hasOwn(kept.since, segmentId);
      const truth = truthOf(when, view);
      members += isMember ? 1 : 0;
      if (truth !== 0 && isMember !== (truth === 1)) wrong.push({ segmentId, when, truth, isMember });
    }
  }
  return { wrong, members };
}

/** What a browser decides from its bundle beside what the server does, at the same moment; null where the browser leaves it to the server. */
export function compareWithBrowser({ profile }, when, buyers, at, { calendar, zone, now }) {
  const situation = situationOf(profile, arrangePlaybook(bookOf(when, buyers)), calendar);
  const bundle = JSON.parse(JSON.stringify(localBundle(["hero"], situation(now), zone)));
  const local = decideLocally(bundle, ["hero"], { context: {}, now: at }).hero;
  if ("undetermined" in local) return null;
  const server = decide({ placements: ["hero"], context: {} }, situation(at)).response.placements.hero;
  const told = ({ tacticId, variantId, holdout, content }) => JSON.stringify([tacticId, variantId, holdout, content]);
  return { agrees: told(local) === told(server), local, server };
}

const situationOf = (profile, playbook, calendar) => (now) => ({
  decisionId: "d",
  now,
  today: calendar.dayOf(now),
  calendar,
  identifiers: [],
  profile,
  profileId: profile.profileId,
  actor: "person",
  device: "phone",
  channel: "web",
  personalizationAllowed: true,
  playbook,
  lists: emptyItemLists,
});

const bookOf = (when, buyers) => ({
  holdout: 0.1,
  placements: { hero: { placementId: "hero", default: { content: { headline: "Welcome" } } } },
  tactics: [
    {
      tacticId: "t",
      name: "t",
      placementId: "hero",
      content: { headline: "For you" },
      priority: 0,
      holdout: 0.2,
      windowDays: 7,
      when,
    },
  ],
  segments: [buyers],
});
