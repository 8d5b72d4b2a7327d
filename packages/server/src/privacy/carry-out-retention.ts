import type { Engine } from "@attune/engine/runtime/engine";
import { defaultPrivacy } from "@attune/model/privacy";
import type { Profile } from "@attune/model/profile";

/** What keeping nothing for longer than said came to. */
export interface RetentionReport {
  schema: "attune.privacy.retention/1";
  dryRun: boolean;
  people: "erase" | "anonymise";
  customers: number;
  visitors: number;
  quarantined: number;
  /** Events that lost their network address and browser description; null in a dry run. */
  networkDetails: number | null;
}

const dayMs = 86_400_000;
const pageSize = 500;
const strong: ReadonlySet<string> = new Set(["user_id", "email", "phone", "loyalty_id"]);

/** Forgets what is older than the playbook's `privacy.retention` keeps it; in a dry run it only counts. */
export async function carryOutRetention(
  engine: Engine,
  { now, dryRun }: { now: number; dryRun: boolean },
  signal: AbortSignal,
  onProgress: (done: number, total: number | null) => void,
): Promise<RetentionReport> {
  const { retention } = engine.playbook.privacy ?? defaultPrivacy;
  const { customerDays, visitorDays, quarantineDays, networkDetailDays } = retention;
  const due = await peopleDue(engine, now, { customerDays, visitorDays }, signal);
  const ids = quarantineDays === undefined ? [] : await quarantinedBefore(engine, now - quarantineDays * dayMs);
  const report: RetentionReport = {
    schema: "attune.privacy.retention/1",
    dryRun,
    people: retention.people,
    customers: due.filter(isCustomer).length,
    visitors: due.filter((profile) => !isCustomer(profile)).length,
    quarantined: ids.length,
    networkDetails: null,
  };
  if (dryRun) return report;
  for (const [done, profile] of due.entries()) {
    signal.throwIfAborted();
    await engine[retention.people](profile, "retention");
    onProgress(done + 1, due.length);
  }
  if (ids.length > 0) await engine.discardQuarantined(ids);
  report.networkDetails =
    networkDetailDays === undefined ? 0 : await engine.forgetNetworkDetails(now - networkDetailDays * dayMs, signal);
  return report;
}

async function peopleDue(
  { stores: { state } }: Engine,
  now: number,
  { customerDays, visitorDays }: { customerDays: number | undefined; visitorDays: number | undefined },
  signal: AbortSignal,
): Promise<Profile[]> {
  const due: Profile[] = [];
  if (customerDays === undefined && visitorDays === undefined) return due;
  for (let after: string | null = null; ; ) {
    signal.throwIfAborted();
    const ids: string[] = await state.profileIds(after, pageSize);
    for (const id of ids) {
      const profile = await state.profile(id);
      // Who has no identifier left is nameless already.
      if (profile === undefined || profile.identities.length === 0) continue;
      const days = isCustomer(profile) ? customerDays : visitorDays;
      if (days !== undefined && profile.lastSeenAt < now - days * dayMs) due.push(profile);
    }
    if (ids.length < pageSize) return due;
    after = ids.at(-1)!;
  }
}

function isCustomer({ identities }: Profile): boolean {
  return identities.some(({ namespace }) => strong.has(namespace));
}

async function quarantinedBefore({ stores: { quarantine } }: Engine, moment: number): Promise<number[]> {
  const ids: number[] = [];
  for (let before: number | null = null; ; ) {
    const page = await quarantine.list(before, pageSize);
    for (const entry of page) if (entry.receivedAt < moment) ids.push(entry.quarantineId);
    if (page.length < pageSize) return ids;
    before = page.at(-1)!.quarantineId;
  }
}
