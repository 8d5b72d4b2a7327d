/** The answer with which `@segment/analytics-next` works unchanged but for its `cdnURL`. `apiHost` carries no scheme; `protocol` does. */
export function analyticsNextSettings(writeKey: string, origin: URL): object {
  return {
    integrations: {
      "Segment.io": {
        apiKey: writeKey,
        apiHost: `${origin.host}${origin.pathname.replace(/\/$/, "")}/v1`,
        protocol: origin.protocol.replace(":", ""),
        unbundledIntegrations: [],
        addBundledMetadata: true,
      },
    },
    plan: {
      track: { __default: { enabled: true, integrations: {} } },
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    },
    edgeFunction: {},
    analyticsNextEnabled: true,
    middlewareSettings: {},
    enabledMiddleware: {},
    // Stops the client's own telemetry.
    metrics: { sampleRate: 0 },
    remotePlugins: [],
  };
}

/** What RudderStack's browser client wants to know of its source: enabled, with no destination of its own. */
export function rudderSourceConfig(writeKey: string): object {
  return {
    source: {
      id: "attune",
      name: "Attune",
      writeKey,
      enabled: true,
      workspaceId: "attune",
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      destinations: [],
      connections: [],
    },
    updatedAt: "2026-01-01T00:00:00.000Z",
  };
}
