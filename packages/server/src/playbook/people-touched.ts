import type { Engine } from "@attune/engine/runtime/engine";
import { wilsonInterval } from "@attune/measure/experiment/binomial-interval";
import type { DecideResponse } from "@attune/model/decision";
import type { PeopleTouched } from "@attune/model/playbook-report";
import type { Playbook } from "@attune/model/tactic";
import { samplePeople } from "./sample-people.ts";

const mostSampled = 5_000;

/**
 * For how many people another playbook would show something else, if they all came by now, without a context: each is decided for under
 * both. An estimate with its interval where there are more people than are sampled.
 */
export async function peopleTouched(engine: Engine, next: Playbook): Promise<PeopleTouched> {
  const { previewer } = engine;
  const profiles = await engine.stores.state.profileCount();
  const [before, after] = [previewer.forPeople(engine.playbook), previewer.forPeople(next)];
  const counts = new Map<string, { before: number; after: number }>();
  const count = (response: DecideResponse, side: "before" | "after") => {
    for (const { tacticId } of Object.values(response.placements)) {
      if (tacticId === null) continue;
      const both = counts.get(tacticId) ?? { before: 0, after: 0 };
      both[side] += 1;
      counts.set(tacticId, both);
    }
  };
  let touched = 0;
  const sampled = await samplePeople(engine, mostSampled, async (profile) => {
    const [was, is] = [await before(profile), await after(profile)];
    count(was, "before");
    count(is, "after");
    if (whatIsShown(was) !== whatIsShown(is)) touched += 1;
  });
  const scale = sampled === 0 ? 0 : Math.max(1, profiles / sampled);
  const scaled = (n: number) => Math.round(n * scale);
  return {
    profiles,
    sampled,
    touched: scaled(touched),
    interval: sampled < profiles && sampled > 0 ? intervalOf(touched, sampled, profiles) : null,
    tactics: [...counts].map(([tacticId, both]) => ({
      tacticId,
      before: scaled(both.before),
      after: scaled(both.after),
    })),
  };
}

/** Tactic, variant, content, items and whether the person is held out. Both sides are decided at one moment, so that items differ by the playbook alone. */
function whatIsShown({ placements }: DecideResponse): string {
  const shown = Object.entries(placements).map(([id, { tacticId, variantId, holdout, content, items }]) => [
    id,
    tacticId,
    variantId,
    holdout,
    content,
    items.map(({ itemId }) => itemId),
  ]);
  return JSON.stringify(shown.sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
}

function intervalOf(successes: number, sampled: number, profiles: number): [number, number] {
  const [low, high] = wilsonInterval({ n: sampled, successes });
  return [Math.floor(low * profiles), Math.ceil(high * profiles)];
}
