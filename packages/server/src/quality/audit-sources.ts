import type { Engine } from "@attune/engine/runtime/engine";
import { dayMs } from "@attune/math/time-units";
import type { SourceAudit } from "@attune/model/source-audit";
import { judgeSources, type SourceFacts, type SourceSample } from "./judge-sources.ts";

const settleMs = 30_000;
/** Entries of the log read back from the latest event of each source. */
const entriesRead = 2_000;
const sampled = 500;
const quarantineRead = 20_000;
const quarantinePage = 1_000;
/** By which one source's person is known to another. */
const reaching = new Set(["user_id", "email", "phone", "loyalty_id"]);

/**
 * Judges every source that sent anything in the last `days` days. Counts are exact, from analytics; identifiers and consent are those of the
 * latest 500 events of each source.
 */
export async function auditSources(engine: Engine, days: number, now: number): Promise<SourceAudit> {
  await engine.settled(settleMs);
  const fromMs = now - days * dayMs;
  const rows = await engine.stores.analytics.query("source-quality", { fromMs, toMs: now + 1 });
  const quarantined = await quarantinedBySource(engine, fromMs);
  const facts: SourceFacts[] = [];
  for (const { source, lastOffset, ...counts } of rows) {
    const numbers = Object.fromEntries(Object.entries(counts).map(([name, value]) => [name, Number(value)]));
    facts.push({
      ...(numbers as unknown as Omit<SourceFacts, "source" | "quarantined" | "sample">),
      source: String(source),
      quarantined: quarantined.get(String(source)) ?? {},
      sample: await sampleOf(engine, String(source), Number(lastOffset)),
    });
  }
  return judgeSources(facts, engine.playbook.alerts?.freshnessHours ?? {}, now, days);
}

async function quarantinedBySource(engine: Engine, fromMs: number): Promise<Map<string, Record<string, number>>> {
  const found = new Map<string, Record<string, number>>();
  let before: number | null = null;
  for (let read = 0; read < quarantineRead; read += quarantinePage) {
    const page = await engine.stores.quarantine.list(before, quarantinePage);
    for (const { source, code, receivedAt } of page) {
      if (receivedAt < fromMs) return found;
      const codes = found.get(source) ?? {};
      codes[code] = (codes[code] ?? 0) + 1;
      found.set(source, codes);
    }
    if (page.length < quarantinePage) break;
    before = page.at(-1)!.quarantineId;
  }
  return found;
}

async function sampleOf(engine: Engine, source: string, lastOffset: number): Promise<SourceSample> {
  const entries = await engine.stores.log.readBack(lastOffset + 1, entriesRead);
  const events = entries
    .flatMap((entry) => (entry.kind === "event" && entry.event.source === source ? [entry] : []))
    .slice(-sampled);
  const sample: SourceSample = { events: events.length, reachable: 0, consentKnown: 0, refused: 0 };
  const people = new Map<string, Person>();
  for (const { profileId } of events) {
    const person = people.get(profileId) ?? (await personOf(engine, profileId));
    people.set(profileId, person);
    if (person.isReachable) sample.reachable += 1;
    if (person.choice !== "unknown") sample.consentKnown += 1;
    if (person.choice === "refused") sample.refused += 1;
  }
  return sample;
}

interface Person {
  isReachable: boolean;
  choice: "unknown" | "known" | "refused";
}

async function personOf(engine: Engine, profileId: string): Promise<Person> {
  const profile = await engine.findProfile({ namespace: "profile_id", value: profileId });
  const { consent = {}, identities = [] } = profile ?? {};
  const isReachable = identities.some(({ namespace }) => reaching.has(namespace));
  if (consent.analytics?.value === false) return { isReachable, choice: "refused" };
  return { isReachable, choice: Object.keys(consent).length === 0 ? "unknown" : "known" };
}
