import type { Profile } from "@attune/model/profile";
import type { Segment } from "@attune/model/segment";
import { createCalendar } from "@attune/rules/calendar";
import type { MovableView } from "@attune/rules/person-view";
import { membershipIn } from "@attune/rules/segment-membership";
import type { SensitiveItems } from "../decide/sensitive-items.ts";
import { usableProfile } from "../decide/usable-profile.ts";
import type { Stores } from "../ports/stores.ts";
import { createFillSource, type FillSource } from "./fill-segments.ts";
import { createSegmentFollower, type SegmentFollower } from "./segment-follower.ts";
import { conditionsOf } from "./segments-in-force.ts";
import { viewOfPerson } from "./view-of-person.ts";

/** From so many people on it is worth a process of its own. */
const peopleApart = 20_000;

/** The segments of a running engine: who is in them, and what became of whom. */
export interface Segments extends Pick<SegmentFollower, "state" | "settled" | "refill"> {
  /** What is sensitive now; null: nothing. */
  sensitive(): SensitiveItems | null;
  /** The profile as far as what the person did may be used. */
  usable(profile: Profile): Profile;
  /** A person as segments see them now, with their memberships. */
  viewOf(profile: Profile): Promise<MovableView>;
}

export interface SegmentsParts {
  stores: Stores;
  segments: readonly Segment[];
  timeZone: string;
  /** As the playbook in force declares them. */
  sensitive: () => SensitiveItems | null;
  clock: () => number;
  /** Goes through everybody in a process of its own, where there are many; absent: always within this process. */
  fillApart?: FillSource;
  isRebuilding: () => boolean;
  onTrouble: (error: unknown) => void;
}

/** The follower of the log, and what questions about one person need. */
export async function createSegments(parts: SegmentsParts): Promise<{ segments: Segments; follower: SegmentFollower }> {
  const { stores, timeZone, clock, sensitive } = parts;
  const calendar = createCalendar(timeZone);
  let conditions = conditionsOf(parts.segments);
  const fillHere = createFillSource(stores, calendar);
  const { fillApart = fillHere } = parts;
  const fill: FillSource = async function* (order) {
    yield* (await stores.state.profileCount()) < peopleApart ? fillHere(order) : fillApart(order);
  };
  const follower = await createSegmentFollower({ ...parts, calendar, fill });
  const { state, settled, refill, use } = follower;
  return {
    segments: {
      state,
      settled,
      refill,
      sensitive,
      usable: (profile) => usableProfile(profile, sensitive(), calendar.dayOf),
      async viewOf(profile) {
        const { profileId } = profile;
        const known = await stores.memberships.of(profileId);
        const making = { calendar, sensitive: sensitive() };
        const view = viewOfPerson(profile, await stores.scores.of(profileId), clock(), making);
        view.membership = membershipIn(conditions, view, (segmentId) => known?.since[segmentId]);
        return view;
      },
    },
    follower: {
      ...follower,
      use(segments) {
        conditions = conditionsOf(segments);
        use(segments);
      },
    },
  };
}

/** Forgets all memberships, so that they are found anew when the follower starts: the state was rebuilt before it did. */
export async function forgetMemberships({ memberships, definitions }: Stores): Promise<void> {
  await memberships.clear();
  const filled = await definitions.list("segment-filled", null, 10_000);
  await definitions.delete(
    "segment-filled",
    filled.map(({ id }) => id),
  );
}

/** Stores that tell whose scores were put, once somebody listens. */
export function watchScores(stores: Stores): {
  stores: Stores;
  listen(onPut: (profileIds: readonly string[]) => void): void;
} {
  let told: (profileIds: readonly string[]) => void = () => {};
  const { scores } = stores;
  return {
    stores: {
      ...stores,
      scores: {
        ...scores,
        async put(added) {
          const all = [...added];
          await scores.put(all);
          told(all.map(([profileId]) => profileId));
        },
      },
    },
    listen(onPut) {
      told = onPut;
    },
  };
}
