import type { IncomingMessage } from "node:http";
import { readMailReport } from "@attune/channels/email/read-mail-report";
import { eventNames } from "@attune/engine/runtime/names-of-person";
import { AttuneError } from "@attune/model/errors";
import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";
import { createGate } from "../http/gate.ts";
import { readBody } from "../http/read-body.ts";

const maxBytesArriving = 16 * 1024 * 1024;

/** What mail systems report, as a mail that was forwarded here: bounces (RFC 3464) and complaints (RFC 5965). */
export function mailReportRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  const gate = createGate(maxBytesArriving);
  app.post(
    "/v1/deliveries/mail-reports",
    {
      config: { needs: "administer", body: "stream" },
      schema: { tags: ["deliver"], summary: "A bounce or a complaint, as the raw mail that it came in" },
    },
    async (request) => {
      const raw = await gate.pass((reserve) => readBody(request.body as IncomingMessage | undefined, reserve));
      const report = await readMailReport(raw);
      if (report === null) return { report: null };
      const { journeys } = instance.engine.stores;
      const now = instance.clock();
      const isFinal = report.kind === "complaint" || report.isPermanent;
      if (report.recipient !== null && isFinal)
        await journeys.suppress(`email:${report.recipient}`, `a ${report.kind} was reported`, now);
      const told = report.deliveryId === null ? false : await tellOf(report.deliveryId, report.kind, now);
      return { report, suppressed: isFinal && report.recipient !== null, told };
    },
  );

  /** The report as an event of the person's; a complaint ends their consent to marketing. */
  async function tellOf(deliveryId: string, kind: "bounce" | "complaint", now: number): Promise<boolean> {
    const record = await instance.engine.stores.journeys.delivery(deliveryId);
    if (record === undefined) return false;
    const profile = await instance.engine.findProfile({ namespace: "profile_id", value: record.profileId });
    const names = profile === undefined ? null : eventNames(profile);
    if (names === null) throw new AttuneError("not-found", "The person of this message is gone.");
    const { templateId, journeyId } = record;
    const raw = {
      ...names,
      type: "track",
      event: kind === "bounce" ? "Email Bounced" : "Email Marked as Spam",
      messageId: `${kind}-${deliveryId}`,
      properties: { delivery_id: deliveryId, template_id: templateId, journey_id: journeyId },
      ...(kind === "bounce" ? {} : { context: { consent: { marketing: false } } }),
    };
    const arrival = { source: "deliver", receivedAt: now, maxEventBytes: 1_000_000 };
    await instance.engine.collect([raw], { ...arrival, deduplicate: "ever" });
    return true;
  }
}
