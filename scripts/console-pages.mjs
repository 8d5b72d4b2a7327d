// Every page of the console by a name of its own, with the address at which it shows something: what pictures are taken of and states are tried on.
import { readFileSync } from "node:fs";

const patterns = [
  ...readFileSync(new URL("../packages/console/src/app/pages.ts", import.meta.url), "utf8").matchAll(
    /pattern: "([^"]+)"/g,
  ),
].map(([, pattern]) => pattern);

/**
 * Pages as `[name, address]`. What only the data can name (a person, a segment) is asked for with `get`; where the store has none of it, an address
 * of something that does not exist takes its place. Throws where the console has a page that is not among them.
 */
export async function consolePages(get) {
  const { segments } = await get("/v1/segments");
  const { experiments } = await get("/v1/experiments");
  const { journeys } = await get("/v1/journeys");
  const { tactics } = await get("/v1/tactics");
  const { events } = await get("/v1/collect/events?limit=50");
  const personId = (events.find(({ identifiers }) => identifiers.length > 1) ?? events[0])?.profileId ?? "nobody";
  const detail = (place, id) => `/${place}/${encodeURIComponent(id ?? "none")}`;
  const pages = {
    overview: "/",
    events: "/events",
    sources: "/sources",
    quarantine: "/quarantine",
    "tracking-plan": "/tracking-plan",
    "tracking-plan-draft": "/tracking-plan/draft",
    "planned-event": "/planned-event",
    profiles: "/profiles",
    profile: `/profiles/profile_id/${personId}`,
    duplicates: "/duplicates",
    forgotten: "/forgotten",
    segments: "/segments",
    "segment-builder": "/segment-builder",
    segment: detail("segments", segments[0]?.segmentId),
    playbook: "/playbook",
    placements: "/placements",
    "tactic-editor": `/tactic-editor${tactics[0] === undefined ? "" : `?id=${tactics[0].tacticId}`}`,
    "placement-editor": "/placement-editor",
    "playbook-edit": "/playbook/edit",
    "playbook-history": "/playbook/history",
    experiments: "/experiments",
    experiment: detail("experiments", experiments[0]?.experimentId),
    "experiment-builder": "/experiment-builder",
    catalogue: "/catalogue",
    lists: "/lists",
    "rule-editor": "/rule-editor",
    caps: "/caps",
    "cap-editor": "/cap-editor?of=channel",
    preview: "/preview",
    journeys: "/journeys",
    journey: detail("journeys", journeys[0]?.journeyId),
    "journey-editor": `/journey-editor${journeys[0] === undefined ? "" : `?id=${journeys[0].journeyId}`}`,
    "journey-templates": "/journey-templates",
    offers: "/offers",
    "offer-editor": "/offer-editor",
    templates: "/templates",
    "template-editor": "/template-editor",
    calendar: "/calendar",
    messages: "/messages",
    till: `/till?namespace=profile_id&id=${personId}`,
    tactics: "/tactics",
    tactic: detail("tactics", tactics[0]?.tacticId),
    review: "/review",
    explore: "/explore",
    metrics: "/metrics",
    "metric-editor": "/metric-editor",
    holdout: "/holdout",
    funnel: "/funnel",
    studies: "/studies",
    "page-speed": "/page-speed",
    sql: "/sql?q=SELECT%20name%2C%20count()%20AS%20events%20FROM%20events%20GROUP%20BY%20name%20ORDER%20BY%20events%20DESC%20LIMIT%2010",
    models: "/models",
    attributions: "/attributions",
    fairness: "/fairness",
    drift: "/drift",
    scenario: "/scenario",
    lifetime: "/lifetime",
    cohorts: "/cohorts",
    backtest: "/backtest",
    guide: "/guide",
    start: "/start",
    health: "/health",
    settings: "/settings",
    "settings-care": "/settings/care",
    "settings-people": "/settings/people",
    "settings-keys": "/settings/keys",
    "settings-audit": "/settings/audit",
    "settings-account": "/settings/account",
  };
  const addresses = Object.values(pages).map((address) => address.split("?")[0].split("/"));
  const isThere = (pattern) =>
    addresses.some(
      (address) =>
        address.length === pattern.split("/").length &&
        pattern.split("/").every((part, i) => part.startsWith(":") || part === address[i]),
    );
  const missing = patterns.filter((pattern) => !isThere(pattern));
  if (missing.length > 0) throw new Error(`scripts/console-pages.mjs lacks ${missing.join(", ")}`);
  return Object.entries(pages);
}
