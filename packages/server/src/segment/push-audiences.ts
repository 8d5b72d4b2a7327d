import type { Channel } from "@attune/engine/ports/channel";
import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import { businessDay } from "@attune/math/business-day";
import type { Audience, AudiencePush } from "@attune/model/audience";
import type { Json } from "@attune/model/json";
import type { Instance } from "../instance/instance.ts";
import { dayText } from "../report/day-range.ts";
import { segmentAudience } from "./segment-audience.ts";

const kind = "audience-push";
const pageSize = 1_000;

export async function audiencePushOf(definitions: DefinitionStore, audienceId: string): Promise<AudiencePush> {
  const kept = (await definitions.get(kind, audienceId)) as unknown as AudiencePush | undefined;
  const leftOut = { noConsent: 0, noIdentifier: 0, boughtLately: 0 };
  return kept ?? { audienceId, day: null, pushedAt: null, people: 0, leftOut, trouble: null };
}

/** Tells every audience that was not told today. One whose receiver is away is told at a later look, from its first page, under the same ids. */
export async function pushAudiences(
  instance: Instance,
  webhook: Channel | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { engine, clock } = instance;
  for (const audience of engine.playbook.audiences ?? []) {
    signal.throwIfAborted();
    const today = dayText(businessDay(clock(), engine.business().timeZone));
    const last = await audiencePushOf(engine.stores.definitions, audience.audienceId);
    if (last.day !== today) await pushAudience(instance, audience, webhook, today);
  }
}

/**
 * Posts a segment page by page; the last says `complete`, and takes the place of what was told before: so who bought, took their consent back or left
 * the segment leaves the audience. Pages of one day have the same ids at every attempt.
 */
export async function pushAudience(
  { engine, clock }: Instance,
  audience: Audience,
  webhook: Channel | undefined,
  day: string,
): Promise<AudiencePush> {
  const { audienceId, segmentId, namespace, hashed, withoutBoughtDays, url } = audience;
  const { definitions } = engine.stores;
  const before = await audiencePushOf(definitions, audienceId);
  const next: AudiencePush = { ...before, people: 0, leftOut: { noConsent: 0, noIdentifier: 0, boughtLately: 0 } };
  const keep = async (push: AudiencePush) => {
    await definitions.put(kind, [[audienceId, push as unknown as Json]]);
    return push;
  };
  if (webhook === undefined) return keep({ ...before, trouble: "webhooks are not set up: ATTUNE_WEBHOOK_SECRET" });
  let after: string | null = null;
  for (let page = 1; ; page++) {
    const request = { segmentId, namespace, hashed, withoutBoughtDays, after, limit: pageSize };
    const found = await segmentAudience(engine, request, clock());
    next.people += found.people.length;
    for (const why of ["noConsent", "noIdentifier", "boughtLately"] as const) next.leftOut[why] += found.leftOut[why];
    const handover = await webhook.send({
      deliveryId: `audience-${audienceId}-${day}-${page}`.slice(0, 100),
      category: "transactional",
      to: url,
      message: {
        channel: "webhook",
        payload: {
          schema: "attune.audience/1",
          audienceId,
          segmentId,
          day,
          page,
          complete: found.next === null,
          identifier: namespace,
          hashed,
          people: found.people.map(({ identifier }) => identifier),
        },
      },
    });
    if (handover.kind !== "accepted") return keep({ ...before, trouble: `page ${page}: ${handover.reason}` });
    if (found.next === null) break;
    after = found.next;
  }
  return keep({ ...next, day, pushedAt: clock(), trouble: null });
}
