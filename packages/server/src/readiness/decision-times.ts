import type { Registry } from "prom-client";

const leastDecisions = 20;

/** How many decisions were answered over HTTP since the start, and how many within 50 ms; null where too few to tell. */
export async function decisionTimes(registry: Registry): Promise<{ count: number; shareWithin50Ms: number } | null> {
  const metric = await registry.getSingleMetric("attune_http_request_seconds")?.get();
  let count = 0;
  let within = 0;
  for (const { labels, value, ...named } of metric?.values ?? []) {
    if (labels.route !== "/v1/decide" || labels.status !== "200") continue;
    const name = (named as { metricName?: string }).metricName ?? "";
    if (name.endsWith("_count")) count += value;
    if (name.endsWith("_bucket") && (labels as { le?: unknown }).le === 0.05) within += value;
  }
  return count < leastDecisions ? null : { count, shareWithin50Ms: within / count };
}
