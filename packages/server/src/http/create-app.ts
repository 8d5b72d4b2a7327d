import { randomBytes } from "node:crypto";
import type { IncomingMessage, RequestListener } from "node:http";
import { AttuneError } from "@attune/model/errors";
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from "fastify";
import { createSessionCookie } from "../accounts/session-cookie.ts";
import type { Instance } from "../instance/instance.ts";
import { release } from "../release.ts";
import { accountRoutes } from "../routes/accounts.ts";
import { acquisitionRoutes } from "../routes/acquisition.ts";
import { adminRoutes } from "../routes/admin.ts";
import { alertRoutes } from "../routes/alerts.ts";
import { audienceRoutes } from "../routes/audiences.ts";
import { auditRoutes } from "../routes/audit.ts";
import { backtestRoutes } from "../routes/backtests.ts";
import { capacityRoutes } from "../routes/capacity.ts";
import { catalogRoutes } from "../routes/catalog.ts";
import { catalogFeedRoutes } from "../routes/catalog-feeds.ts";
import { clusterRoutes } from "../routes/cluster.ts";
import { collectRoutes } from "../routes/collect.ts";
import { boundDecisions, decideRoutes } from "../routes/decide.ts";
import { deliveryRoutes } from "../routes/deliveries.ts";
import { destinationRoutes } from "../routes/destinations.ts";
import { doctorRoutes } from "../routes/doctor.ts";
import { effectRoutes } from "../routes/effects.ts";
import { exchangeRateRoutes } from "../routes/exchange-rates.ts";
import { experimentRoutes } from "../routes/experiments.ts";
import { exportRoutes } from "../routes/export.ts";
import { flagRoutes } from "../routes/flags.ts";
import { forecastRoutes } from "../routes/forecast.ts";
import { forecastLaunchRoutes } from "../routes/forecast-launches.ts";
import { forecastScenarioRoutes } from "../routes/forecast-scenarios.ts";
import { forecastScoreRoutes } from "../routes/forecast-scores.ts";
import { healthRoutes } from "../routes/health.ts";
import { importRoutes } from "../routes/imports.ts";
import { inboxRoutes } from "../routes/inbox.ts";
import { jobRoutes } from "../routes/jobs.ts";
import { journeyRoutes } from "../routes/journeys.ts";
import { keyRoutes } from "../routes/keys.ts";
import { learnRoutes } from "../routes/learn.ts";
import { learnModelRoutes } from "../routes/learn-models.ts";
import { lineageRoutes } from "../routes/lineage.ts";
import { liveEventRoutes } from "../routes/live-events.ts";
import { mailReportRoutes } from "../routes/mail-reports.ts";
import { measureRoutes } from "../routes/measure.ts";
import { measureFileRoutes } from "../routes/measure-files.ts";
import { messageLinkRoutes } from "../routes/message-links.ts";
import { messagePreviewRoutes } from "../routes/message-previews.ts";
import { metricRoutes } from "../routes/metrics.ts";
import { offerRoutes } from "../routes/offers.ts";
import { pageTimingRoutes } from "../routes/page-timings.ts";
import { playbookRoutes } from "../routes/playbook.ts";
import { previewRoutes } from "../routes/previews.ts";
import { priceReportRoutes, priceRoutes } from "../routes/prices.ts";
import { privacyChoiceRoutes } from "../routes/privacy-choices.ts";
import { privacyRightsRoutes } from "../routes/privacy-rights.ts";
import { probableDuplicateRoutes } from "../routes/probable-duplicates.ts";
import { profileRoutes } from "../routes/profiles.ts";
import { progressRoutes } from "../routes/progress.ts";
import { quarantineRoutes } from "../routes/quarantine.ts";
import { queryRoutes } from "../routes/query.ts";
import { readinessRoutes } from "../routes/readiness.ts";
import { recommenderRoutes } from "../routes/recommenders.ts";
import { reviewRoutes } from "../routes/review.ts";
import { sdkRoutes } from "../routes/sdk.ts";
import { segmentAudienceRoutes } from "../routes/segment-audience.ts";
import { segmentRoutes } from "../routes/segments.ts";
import { sessionRoutes } from "../routes/sessions.ts";
import { sourceAuditRoutes } from "../routes/source-audit.ts";
import { sourceWebhookRoutes } from "../routes/source-webhooks.ts";
import { staticRoutes } from "../routes/static.ts";
import { storefrontRoutes } from "../routes/storefront.ts";
import { tacticStopRoutes } from "../routes/tactic-stops.ts";
import { tacticRoutes } from "../routes/tactics.ts";
import { trackingPlanRoutes } from "../routes/tracking-plan.ts";
import { upliftRoutes } from "../routes/uplift.ts";
import { createClientErrorAnswer } from "./answer-client-errors.ts";
import { answerDecisions } from "./answer-decisions.ts";
import { answerErrors, sendError } from "./answer-errors.ts";
import { answerUnknownRoutes } from "./answer-unknown-routes.ts";
import type { AppOptions } from "./app-options.ts";
import { auditRequests } from "./audit-requests.ts";
import { createAuthenticate } from "./authenticate.ts";
import { authorize } from "./authorize.ts";
import { allowCrossOrigin } from "./cross-origin.ts";
import { describeApi } from "./describe-api.ts";
import { measureRequests } from "./metrics.ts";
import { nameAuthor } from "./name-author.ts";
import { parseAnyContent } from "./parse-any-content.ts";
import { createBodyReader } from "./read-json.ts";
import { setSecurityHeaders } from "./security-headers.ts";
import { showPeople } from "./show-people.ts";
import { validateRequests } from "./validate-requests.ts";

export interface App {
  server: FastifyInstance;
  /** Answers a request, wherever it came in. */
  answer: RequestListener;
  /** Marks a request as coming from the owner of the data directory (the socket in it), who needs no key. */
  trust: (request: IncomingMessage) => void;
}

/** The HTTP API as a list of its parts. */
export async function createApp(options: AppOptions): Promise<App> {
  const { instance, log, metrics } = options;
  const trusted = new WeakSet<IncomingMessage>();
  const requestIds = createRequestIds();
  const server = Fastify({
    loggerInstance: log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestIds,
    // A logger of its own for each request costs more than a decision's conditions; what is logged names its request.
    childLoggerFactory: (logger) => logger,
    routerOptions: { ignoreTrailingSlash: true, ignoreDuplicateSlashes: true, maxParamLength: 1000 },
    frameworkErrors: (error, request, reply) => sendError(routingError(error.code), request, reply),
    clientErrorHandler: createClientErrorAnswer(requestIds),
    return503OnClosing: false,
    forceCloseConnections: "idle",
    keepAliveTimeout: 65_000,
    trustProxy: options.trustedProxies ?? false,
  });

  const bodies = createBodyReader();
  const authenticate = createAuthenticate(instance.accounts.keys);
  const decide = boundDecisions((request) => instance.engine.decide(request));
  const answer = answerDecisions(server.routing, {
    ...{ bodies, authenticate, decide, instance, metrics },
    publicUrl: options.publicUrl,
  });
  server.server.removeAllListeners("request").on("request", answer);

  answerErrors(server, instance.clock);
  answerUnknownRoutes(server);
  allowCrossOrigin(server);
  refuseWhileNotServing(server, instance);
  parseAnyContent(server, bodies);
  validateRequests(server);
  setSecurityHeaders(server, options.publicUrl);
  const cookie = createSessionCookie(instance.keys.secretKey);
  const { accounts, clock } = instance;
  authorize(server, { accounts, cookie, publicUrl: options.publicUrl, trusted, log, clock });
  nameAuthor(server);
  showPeople(server, instance.keys.secretKey);
  auditRequests(server, instance);

  await describeApi(server, release);
  measureRequests(server, metrics, instance);

  await server.register(async (routes) => {
    collectRoutes(routes, options);
    liveEventRoutes(routes, options);
    quarantineRoutes(routes, options);
    sourceAuditRoutes(routes, options);
    trackingPlanRoutes(routes, options);
    lineageRoutes(routes, options);
    sourceWebhookRoutes(routes, options);
    probableDuplicateRoutes(routes, options);
    profileRoutes(routes, options);
    privacyChoiceRoutes(routes, options);
    privacyRightsRoutes(routes, options);
    queryRoutes(routes, options);
    destinationRoutes(routes, options);
    exportRoutes(routes, options);
    catalogRoutes(routes, options);
    catalogFeedRoutes(routes, options);
    segmentRoutes(routes, options);
    segmentAudienceRoutes(routes, options);
    audienceRoutes(routes, options);
    tacticRoutes(routes, options);
    tacticStopRoutes(routes, options);
    offerRoutes(routes, options);
    messagePreviewRoutes(routes, options);
    metricRoutes(routes, options);
    pageTimingRoutes(routes, options);
    progressRoutes(routes, options);
    playbookRoutes(routes, options);
    exchangeRateRoutes(routes, options);
    previewRoutes(routes, options);
    priceRoutes(routes, options);
    priceReportRoutes(routes, options);
    decideRoutes(routes, { decide, confirm: (decisionIds) => instance.engine.confirm(decisionIds) });
    journeyRoutes(routes, options);
    deliveryRoutes(routes, options);
    messageLinkRoutes(routes, options);
    mailReportRoutes(routes, options);
    inboxRoutes(routes, options);
    experimentRoutes(routes, options);
    flagRoutes(routes, options);
    measureRoutes(routes, options);
    measureFileRoutes(routes, options);
    effectRoutes(routes, options);
    upliftRoutes(routes, options);
    learnRoutes(routes, options);
    learnModelRoutes(routes, options);
    recommenderRoutes(routes, options);
    forecastRoutes(routes, options);
    backtestRoutes(routes, options);
    forecastScenarioRoutes(routes, options);
    forecastScoreRoutes(routes, options);
    acquisitionRoutes(routes, options);
    forecastLaunchRoutes(routes, options);
    importRoutes(routes, options);
    jobRoutes(routes, options);
    adminRoutes(routes, options);
    doctorRoutes(routes, options);
    clusterRoutes(routes, options);
    capacityRoutes(routes);
    readinessRoutes(routes, options);
    reviewRoutes(routes, options);
    auditRoutes(routes, options);
    alertRoutes(routes, options);
    accountRoutes(routes, options);
    keyRoutes(routes, options);
    sessionRoutes(routes, options, cookie);
    healthRoutes(routes, options);
    sdkRoutes(routes, options);
    storefrontRoutes(routes, options);
    await staticRoutes(routes, options);
  });

  return { server, answer, trust: (request) => void trusted.add(request) };
}

/** What the router says of a path before any hook runs. */
function routingError(code: string): AttuneError {
  if (code === "FST_ERR_MAX_PARAM_LENGTH") return new AttuneError("not-found", "Nothing is known by an id this long.");
  return new AttuneError("bad-request", "The URL holds a percent sign that encodes nothing.", { path: "url" });
}

/** Unique per process and short: what a person reads out to find the log line. */
function createRequestIds(): () => string {
  const prefix = randomBytes(4).toString("hex");
  let count = 0;
  return () => `${prefix}-${(count++).toString(36)}`;
}

function refuseWhileNotServing(server: FastifyInstance, instance: Instance): void {
  // A connection whose last answer went out while the server stops would otherwise keep it from ending.
  server.addHook("onSend", (_request, reply, _payload, done) => {
    if (instance.state === "stopping") reply.header("connection", "close");
    done();
  });
  server.addHook("onRequest", (request, _reply, done) => {
    if (instance.state === "serving" || request.routeOptions.config.whileNotServing === true) done();
    else done(refusals[instance.state]());
  });
}

const refusals: Record<Exclude<Instance["state"], "serving">, () => AttuneError> = {
  restoring: () => new AttuneError("overloaded", "A backup is being restored."),
  moving: () => new AttuneError("overloaded", "The last of everything is being moved to its new place."),
  moved: () =>
    new AttuneError("moved", "Everything was moved, and is served elsewhere now.", { retryAfterSeconds: 30 }),
  stopping: () => new AttuneError("stopping", "The server is shutting down."),
};
