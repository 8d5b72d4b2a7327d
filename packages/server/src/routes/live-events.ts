import { identifierKey } from "@attune/model/identity";
import type { LogEntry, Offset } from "@attune/model/log-entry";
import type { FastifyInstance } from "fastify";
import Type from "typebox";
import type { AppOptions } from "../http/app-options.ts";
import { unitsOf } from "../report/money-units.ts";
import { liveEventsAnswer } from "../schema/collect-answers.ts";

const tailQuery = Type.Object({
  after: Type.Optional(Type.Integer({ minimum: 0, description: "Only events behind this offset." })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500 })),
});

/** Log entries looked at for one answer: other kinds of entry stand between the events. */
const maxScanned = 2_000;

/** The tail of the log, for watching events arrive. */
export function liveEventRoutes(app: FastifyInstance, { instance }: AppOptions): void {
  app.get<{ Querystring: Type.Static<typeof tailQuery> }>(
    "/v1/collect/events",
    {
      config: { needs: "read", shows: "people" },
      schema: {
        tags: ["collect"],
        summary: "The newest events, ascending",
        querystring: tailQuery,
        response: { 200: liveEventsAnswer },
      },
    },
    async (request) => {
      const { after = 0, limit = 100 } = request.query;
      const { log } = instance.engine.stores;
      const head = await log.head();
      const scanned = Math.min(maxScanned, limit * 4);
      const next = await log.read(after + 1, scanned);
      const isAll = next.length < scanned;
      const entries = isAll ? next : (await log.readBack(null, scanned)).filter(({ offset }) => offset > after);
      const currency = instance.engine.business().currency;
      const events = entries.flatMap((entry) => liveEvent(entry, currency)).slice(-limit);
      return { events, head: lastOffset(entries, head) };
    },
  );
}

/** What was answered up to: entries may have come between asking for the head and reading. */
function lastOffset(entries: readonly LogEntry[], head: Offset): Offset {
  return Math.max(head, entries.at(-1)?.offset ?? 0);
}

function liveEvent(entry: LogEntry, currency: string | null): object[] {
  if (entry.kind !== "event") return [];
  const { event, offset, profileId } = entry;
  const { at, receivedAt, type, name, source, actor, channel, device = null, identifiers, money } = event;
  return [
    {
      offset,
      profileId,
      at,
      receivedAt,
      type,
      name,
      source,
      actor,
      channel,
      device,
      identifiers: identifiers.map(identifierKey),
      amount: money === undefined ? null : unitsOf(BigInt(money.amountMicros)),
      currency: money === undefined ? null : currency,
    },
  ];
}
