import type { Quarantine } from "@attune/engine/ports/quarantine";
import type { Stores } from "@attune/engine/ports/stores";
import type { QuarantinedEvent } from "@attune/model/quarantined";
import type { OnStep } from "./on-step.ts";

const pageEvents = 500;

/** Under the ids that they have; what was released on the old side since goes on the new one. Resolves with how many there are. */
export async function migrateQuarantine(from: Omit<Stores, "log">, to: Stores, onStep: OnStep): Promise<number> {
  const present = new Set<number>();
  for await (const page of pagesOf(to.quarantine)) for (const { quarantineId } of page) present.add(quarantineId);
  let done = 0;
  for await (const page of pagesOf(from.quarantine)) {
    const quarantined = page.filter(({ quarantineId }) => !present.has(quarantineId)).reverse();
    for (const { quarantineId } of page) present.delete(quarantineId);
    if (quarantined.length > 0) await to.state.commit({ ...nothing, quarantined });
    done += page.length;
    onStep("quarantined events", done, null);
  }
  if (present.size > 0) await to.state.commit({ ...nothing, released: [...present] });
  return done;
}

async function* pagesOf(quarantine: Quarantine): AsyncGenerator<QuarantinedEvent[]> {
  for (let before: number | null = null; ; ) {
    const page: QuarantinedEvent[] = await quarantine.list(before, pageEvents);
    if (page.length > 0) yield page;
    if (page.length < pageEvents) return;
    before = page.at(-1)!.quarantineId;
  }
}

const nothing = {
  entries: [],
  rewritten: [],
  profiles: new Map(),
  derivable: new Set<string>(),
  identities: new Map(),
  seen: new Map(),
  quarantined: [],
  released: [],
};
