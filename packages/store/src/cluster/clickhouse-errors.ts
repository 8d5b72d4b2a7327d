import { AttuneError } from "@attune/model/errors";
import { ClickHouseError } from "@clickhouse/client";

/** What ClickHouse says by number when a question took too long: TIMEOUT_EXCEEDED, QUERY_WAS_CANCELLED. */
const tooSlow = new Set([159, 394]);
/** MEMORY_LIMIT_EXCEEDED, TOO_MANY_ROWS_OR_BYTES. */
const tooLarge = new Set([241, 396]);
/** TOO_MANY_SIMULTANEOUS_QUERIES, TOO_MANY_PARTS. */
const tooBusy = new Set([202, 252]);

/**
 * It answers, and cannot serve now: sockets between its servers (209, 210, 279), no room (243), a table without its keeper (225, 242, 999), replicas
 * that are away (285, 286, 319), a password that is refused (192, 193, 194, 497, 516).
 */
const away = new Set([209, 210, 279, 243, 225, 242, 999, 285, 286, 319, 192, 193, 194, 497, 516]);

/** ClickHouse's own words or the lack of any, as an error of the catalogue. */
export function clickHouseFailure(error: unknown, url: string): AttuneError {
  if (error instanceof AttuneError) return error;
  const { message } = error as Error;
  if (!(error instanceof ClickHouseError)) return unreachable(error as Error, url);
  const code = Number(error.code);
  if (tooSlow.has(code)) return new AttuneError("overloaded", message, { retryAfterSeconds: 5 });
  if (tooBusy.has(code)) return new AttuneError("overloaded", message, { retryAfterSeconds: 5 });
  if (tooLarge.has(code))
    return new AttuneError("overloaded", `The query needs too much memory: ${message}`, { retryAfterSeconds: 30 });
  if (away.has(code))
    return new AttuneError("analytics-unavailable", `ClickHouse at ${url}: ${message}`, { retryAfterSeconds: 5 });
  return new AttuneError("internal", message);
}

/** Whatever is no answer of ClickHouse: no socket, a proxy's page, an answer that breaks off. */
function unreachable(error: Error, url: string): AttuneError {
  const why = (error.message || (error as { code?: string }).code || "no answer").replace(/\s+/g, " ").slice(0, 200);
  const told = `ClickHouse at ${url} does not answer: ${why}`;
  return new AttuneError("analytics-unavailable", told, { cause: error, retryAfterSeconds: 5 });
}
