import type { CollectSummary } from "@attune/engine/runtime/arrival";
import type { FastifyInstance } from "fastify";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { entriesBehind } from "../instance/entries-behind.ts";
import type { Instance } from "../instance/instance.ts";

/** What the server counts, for Prometheus. */
export interface Metrics {
  registry: Registry;
  /** Told of each group of events that was taken in. */
  collected(source: string, summary: CollectSummary): void;
  /** Told of trouble that no caller waits for. */
  troubled(what: string): void;
  /** Told of each request that was answered: by its route as it is declared, and in milliseconds from the arrival of its head to the end of its answer. */
  answered(method: string, route: string, status: number, ms: number): void;
  /** Requests for decisions that were answered since the start. */
  decisionCount(): number;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const events = new Counter({
    name: "attune_events_total",
    help: "Events by what became of them; code names the reason for drops and quarantine.",
    labelNames: ["source", "outcome", "code"] as const,
    registers: [registry],
  });
  const troubles = new Counter({
    name: "attune_trouble_total",
    help: "Failures that no caller waits for.",
    labelNames: ["what"] as const,
    registers: [registry],
  });
  const durations = new Histogram({
    name: "attune_http_request_seconds",
    help: "Time from the arrival of a request's head to the end of its answer.",
    labelNames: ["method", "route", "status"] as const,
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30],
    registers: [registry],
  });
  /** By method, status and route: to find the series of labels anew costs more than to count in it. */
  const series = new Map<string, ReturnType<typeof durations.labels>>();
  let decisions = 0;
  return {
    registry,
    collected(source, summary) {
      if (summary.kept > 0) events.inc({ source, outcome: "kept", code: "" }, summary.kept);
      if (summary.dropped + summary.quarantined === 0) return;
      for (const outcome of summary.outcomes) {
        if (outcome.kind === "keep") continue;
        events.inc({ source, outcome: outcome.kind === "drop" ? "dropped" : "quarantined", code: outcome.code });
      }
    },
    troubled: (what) => troubles.inc({ what }),
    answered(method, route, status, ms) {
      const name = `${method} ${status} ${route}`;
      let own = series.get(name);
      if (own === undefined) {
        own = durations.labels({ method, route, status: String(status) });
        series.set(name, own);
      }
      own.observe(ms / 1000);
      if (route === "/v1/decide") decisions++;
    },
    decisionCount: () => decisions,
  };
}

/** Measures every request by its route, and answers `/metrics`. */
export function measureRequests(app: FastifyInstance, metrics: Metrics, instance: Instance): void {
  const { registry } = metrics;
  const gauges = {
    logHead: gauge(registry, "attune_log_head", "Offset of the newest log entry."),
    lag: gauge(registry, "attune_projector_lag_entries", "Log entries that analytics does not hold yet."),
    profiles: gauge(registry, "attune_profiles", "Profiles."),
    usedBytes: gauge(registry, "attune_store_used_bytes", "Bytes that the store occupies."),
    writable: gauge(registry, "attune_store_writable", "1 while the store can be written."),
    analytics: gauge(registry, "attune_analytics_available", "1 while the analytics process answers."),
    jobs: gauge(registry, "attune_jobs_running", "Jobs under way."),
  };
  const quarantined = new Gauge({
    name: "attune_quarantined_events",
    help: "Events in quarantine by reason.",
    labelNames: ["code"] as const,
    registers: [registry],
  });

  app.addHook("onResponse", (request, reply, done) => {
    metrics.answered(request.method, request.routeOptions.url ?? "none", reply.statusCode, reply.elapsedTime);
    done();
  });

  async function look(): Promise<void> {
    const { engine } = instance;
    const [projector, profiles, health, analytics, counts] = await Promise.all([
      engine.projector(),
      engine.stores.state.profileCount(),
      engine.stores.health(),
      engine.stores.analytics.health(),
      engine.stores.quarantine.countByCode(),
    ]);
    gauges.logHead.set(projector.head);
    gauges.lag.set(entriesBehind(engine, projector));
    gauges.profiles.set(profiles);
    gauges.usedBytes.set(health.usedBytes);
    gauges.writable.set(health.writable ? 1 : 0);
    gauges.analytics.set(analytics.available ? 1 : 0);
    gauges.jobs.set(instance.jobs.list().filter((job) => job.state === "running").length);
    quarantined.reset();
    for (const [code, count] of Object.entries(counts)) quarantined.set({ code }, count);
  }

  app.get(
    "/metrics",
    { config: { access: "open" }, schema: { tags: ["health"], summary: "Metrics in the Prometheus text format" } },
    async (_request, reply) => {
      await look();
      return reply.type(registry.contentType).send(await registry.metrics());
    },
  );
}

function gauge(registry: Registry, name: string, help: string): Gauge {
  return new Gauge({ name, help, registers: [registry] });
}
