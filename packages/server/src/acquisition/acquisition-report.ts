import type { Engine } from "@attune/engine/runtime/engine";
import { takeTurns } from "@attune/engine/runtime/take-turns";
import { businessDay } from "@attune/math/business-day";
import type { AcquisitionReport, CampaignAcquisition } from "@attune/model/acquisition";
import type { Profile } from "@attune/model/profile";
import { type Undetermined, undetermined } from "@attune/model/undetermined";
import { dayText } from "../report/day-range.ts";
import { spendBetween } from "./ad-spend.ts";

const pageSize = 1_000;

interface Tally {
  channel: string | null;
  spendMicros: number;
  clicks: number | null;
  customers: number;
  revenueMicros: number;
}

interface Range {
  from: string;
  to: string;
}

interface Context {
  now: number;
  signal: AbortSignal;
  onProgress: (done: number, total: number | null) => void;
}

/** What customers cost by the campaign that touched them first. Linear in the profiles, in short turns. */
export async function acquisitionReport(
  engine: Engine,
  { from, to }: Range,
  context: Context,
): Promise<AcquisitionReport> {
  const tallies = new Map<string | null, Tally>();
  const tallyOf = (campaign: string | null): Tally => {
    const known = tallies.get(campaign);
    if (known !== undefined) return known;
    const fresh: Tally = { channel: null, spendMicros: 0, clicks: null, customers: 0, revenueMicros: 0 };
    tallies.set(campaign, fresh);
    return fresh;
  };
  const names = new Map<string, string>();
  for (const { campaign, channel, amountMicros, clicks } of await spendBetween(engine.stores.definitions, from, to)) {
    names.set(campaign.toLowerCase(), campaign);
    const tally = tallyOf(campaign);
    tally.channel ??= channel;
    tally.spendMicros += amountMicros;
    if (clicks !== null) tally.clicks = (tally.clicks ?? 0) + clicks;
  }
  await eachProfile(engine, context, (profile) => {
    const { firstOrderAt, grossMicros, refundedMicros, adjustedMicros } = profile.commerce;
    if (firstOrderAt === null) return;
    const day = dayText(businessDay(firstOrderAt, engine.business().timeZone));
    if (day < from || day > to) return;
    const touched = profile.firstTouch?.value.campaign ?? null;
    const tally = tallyOf(touched === null ? null : (names.get(touched.toLowerCase()) ?? touched));
    tally.customers += 1;
    tally.revenueMicros += grossMicros - refundedMicros + adjustedMicros;
  });
  return reportOf(tallies, { from, to }, engine.business().currency, context.now);
}

async function eachProfile(
  engine: Engine,
  { signal, onProgress }: Context,
  look: (profile: Profile) => void,
): Promise<void> {
  const { state } = engine.stores;
  const pause = takeTurns();
  const total = await state.profileCount();
  let done = 0;
  for (let after: string | null = null; ; ) {
    const page: string[] = await state.profileIds(after, pageSize);
    for (const profileId of page) {
      signal.throwIfAborted();
      const profile = await state.profile(profileId);
      if (profile !== undefined) look(profile);
      await pause();
    }
    done += page.length;
    onProgress(done, total);
    if (page.length < pageSize) return;
    after = page.at(-1)!;
  }
}

function reportOf(
  tallies: ReadonlyMap<string | null, Tally>,
  range: Range,
  currency: string | null,
  now: number,
): AcquisitionReport {
  const all = [...tallies.values()];
  const sum = (of: (tally: Tally) => number) => all.reduce((total, tally) => total + of(tally), 0);
  const clicks = all.every((tally) => tally.clicks === null) ? null : sum((tally) => tally.clicks ?? 0);
  const total: Tally = {
    channel: null,
    spendMicros: sum(({ spendMicros }) => spendMicros),
    clicks,
    customers: sum(({ customers }) => customers),
    revenueMicros: sum(({ revenueMicros }) => revenueMicros),
  };
  return {
    schema: "attune.forecast.acquisition/1",
    computedAt: new Date(now).toISOString(),
    ...range,
    currency,
    total: numbers(total),
    campaigns: [...tallies]
      .map(([campaign, tally]): CampaignAcquisition => ({ campaign, channel: tally.channel, ...numbers(tally) }))
      .sort((a, b) => b.spend - a.spend || b.newCustomers - a.newCustomers),
    caveats: caveatsOf(tallies),
  };
}

function numbers({
  spendMicros,
  clicks,
  customers,
  revenueMicros,
}: Tally): Omit<CampaignAcquisition, "campaign" | "channel"> {
  const spend = spendMicros / 1e6;
  const revenue = revenueMicros / 1e6;
  return {
    spend,
    clicks,
    newCustomers: customers,
    costPerCustomer: over(spend, customers, "no-customers", "Nobody ordered for the first time."),
    revenuePerCustomer: over(revenue, customers, "no-customers", "Nobody ordered for the first time."),
    returned: over(revenue, spend, "no-spend", "Nothing was spent."),
  };
}

function over(part: number, whole: number, code: string, reason: string): number | Undetermined {
  return whole === 0 ? undetermined(code, reason) : part / whole;
}

function caveatsOf(tallies: ReadonlyMap<string | null, Tally>): string[] {
  const without = tallies.get(null)?.customers ?? 0;
  const unmatched = [...tallies].filter(
    ([campaign, { spendMicros, customers }]) => campaign !== null && spendMicros > 0 && customers === 0,
  );
  return [
    "First touch is no cause: some of these customers would have come without the campaign. What a campaign causes is told by holding it out by region or time.",
    ...(without === 0
      ? []
      : [`${without} new customers came without a campaign that is known; the blended cost counts them.`]),
    ...(unmatched.length === 0
      ? []
      : [
          `No new customer's first touch names ${unmatched.map(([campaign]) => campaign).join(", ")}: see that \`utm_campaign\` is the campaign's name.`,
        ]),
  ];
}
