import { readMetric } from "@attune/measure/metric/read-metric";
import type { JsonObject } from "@attune/model/json";
import type { PlaybookFile } from "@attune/model/playbook-file";
import type { Placement, Playbook, Tactic, TacticVariant } from "@attune/model/tactic";
import { parseCondition } from "@attune/rules/parse-condition";
import { playbookFault, requireDeclared } from "./playbook-fault.ts";
import { readAlerts } from "./read-alerts.ts";
import { readAudiences } from "./read-audiences.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { readExperiments, readGuardrails } from "./read-experiments.ts";
import { readGoal } from "./read-goal.ts";
import { readItems } from "./read-items.ts";
import { readDelivery, readJourneys } from "./read-journeys.ts";
import { readMessages } from "./read-messages.ts";
import { readOffers } from "./read-offers.ts";
import { readPrice, requirePricesOf } from "./read-price.ts";
import { readDestinations, readPrivacy } from "./read-privacy.ts";
import { readCaps, readPlacementRestraint, readQuietHours, readRestraint } from "./read-restraint.ts";
import { readSchedule } from "./read-schedule.ts";
import { readSegments, requireSegmentsOf } from "./read-segments.ts";

type PlacementEntry = NonNullable<PlaybookFile["placements"]>[string];
type TacticEntry = NonNullable<PlaybookFile["tactics"]>[string];

const defaultHoldout = 0.05;
const defaultWindowDays = 7;

/** The placements and tactics that a file declares, defaults filled in. Every tactic names a placement that exists. */
export function readPlaybook(file: PlaybookFile): Playbook {
  const placements = Object.fromEntries(
    Object.entries(file.placements ?? {}).map(([id, entry]) => [id, readPlacement(id, entry)]),
  );
  const declared: Declared = {
    placements: Object.keys(placements),
    metrics: Object.keys(file.metrics ?? {}),
    offers: Object.keys(file.offers ?? {}),
  };
  const tactics = Object.entries(file.tactics ?? {}).map(([id, entry]) => readTactic(id, entry, declared));
  const playbook: Playbook = { holdout: file.holdout ?? defaultHoldout, placements, tactics };
  if (file.metrics !== undefined)
    playbook.metrics = Object.entries(file.metrics).map(([id, entry]) => readMetric(id, entry));
  if (file.restraint !== undefined) playbook.restraint = readRestraint(file.restraint, tactics);
  if (file.offers !== undefined) playbook.offers = readOffers(file.offers);
  if (file.catalogue !== undefined) playbook.catalogue = readCatalogue(file.catalogue, declared.placements);
  if (file.models !== undefined) playbook.modelsBelowThresholds = file.models.belowThresholds;
  if (file.segments !== undefined) playbook.segments = readSegments(file.segments);
  requireSegmentsOf(tactics, playbook.segments ?? []);
  if (file.experiments !== undefined) {
    const segments = (playbook.segments ?? []).map(({ segmentId }) => segmentId);
    playbook.experiments = readExperiments(file.experiments, { tactics, metrics: playbook.metrics ?? [], segments });
  }
  requirePricesOf(playbook);
  if (file.messages !== undefined) playbook.messages = readMessages(file.messages);
  if (file.delivery !== undefined) playbook.delivery = readDelivery(file.delivery, playbook.messages ?? {});
  if (file.privacy !== undefined) playbook.privacy = readPrivacy(file.privacy);
  if (file.alerts !== undefined) playbook.alerts = readAlerts(file.alerts);
  if (file.audiences !== undefined)
    playbook.audiences = readAudiences(
      file.audiences,
      (playbook.segments ?? []).map(({ segmentId }) => segmentId),
    );
  if (file.trackingPlan !== undefined) playbook.trackingPlan = file.trackingPlan;
  if (file.destinations !== undefined) playbook.destinations = readDestinations(file.destinations);
  if (file.journeys !== undefined) {
    playbook.journeys = readJourneys(file.journeys, {
      placements: declared.placements,
      templates: Object.keys(file.messages ?? {}),
      segments: (playbook.segments ?? []).map(({ segmentId }) => segmentId),
      tactics: tactics.map(({ tacticId }) => tacticId),
    });
  }
  return playbook;
}

function readPlacement(placementId: string, entry: PlacementEntry): Placement {
  const placement: Placement = {
    placementId,
    default: { content: (entry.default?.content ?? {}) as JsonObject },
    ...readPlacementRestraint(entry, `placements.${placementId}`),
  };
  if (entry.title !== undefined) placement.title = entry.title;
  if (entry.default?.items !== undefined) placement.default.items = readItems(entry.default.items);
  return placement;
}

/** Ids of the file's own sections. */
interface Declared {
  placements: string[];
  metrics: string[];
  offers: string[];
}

function readTactic(tacticId: string, entry: TacticEntry, { placements, metrics, offers }: Declared): Tactic {
  const path = `tactics.${tacticId}`;
  requireDeclared(`${path}.placement`, entry.placement, placements);
  const tactic: Tactic = {
    tacticId,
    name: entry.name ?? tacticId,
    placementId: entry.placement,
    content: (entry.content ?? {}) as JsonObject,
    priority: entry.priority ?? 0,
    holdout: entry.holdout ?? defaultHoldout,
    windowDays: entry.windowDays ?? defaultWindowDays,
  };
  if (entry.hypothesis !== undefined) tactic.hypothesis = entry.hypothesis;
  if (entry.owner !== undefined) tactic.owner = entry.owner;
  if (entry.when !== undefined) {
    const parsed = parseCondition(entry.when, `${path}.when`);
    if (!parsed.ok) throw playbookFault(parsed.path, parsed.message);
    tactic.when = parsed.condition;
  }
  if (entry.items !== undefined) tactic.items = readItems(entry.items);
  if (entry.variants !== undefined) tactic.variants = readVariants(entry.variants);
  if (entry.schedule !== undefined) tactic.schedule = readSchedule(entry.schedule, `${path}.schedule`);
  if (entry.goal !== undefined) tactic.goal = readGoal(entry.goal, metrics, `${path}.goal`);
  if (entry.guardrails !== undefined)
    tactic.guardrails = readGuardrails(entry.guardrails, metrics, `${path}.guardrails`);
  if (entry.trigger !== undefined) tactic.trigger = entry.trigger;
  if (entry.caps !== undefined) tactic.caps = readCaps(entry.caps, `${path}.caps`);
  if (entry.quietHours !== undefined) tactic.quietHours = readQuietHours(entry.quietHours, `${path}.quietHours`);
  if (entry.exclusivityGroup !== undefined) tactic.exclusivityGroup = entry.exclusivityGroup;
  if (entry.offer !== undefined) {
    requireDeclared(`${path}.offer`, entry.offer, offers);
    tactic.offerId = entry.offer;
  }
  if (entry.price !== undefined) {
    Object.assign(tactic, readPrice(entry.price, entry, path));
    // Its experiment's control is who is compared with.
    tactic.holdout = entry.holdout ?? 0;
  }
  return tactic;
}

function readVariants(entries: NonNullable<TacticEntry["variants"]>): TacticVariant[] {
  return Object.entries(entries).map(([variantId, { content, items }]) => ({
    variantId,
    ...(content === undefined ? {} : { content: content as JsonObject }),
    ...(items === undefined ? {} : { items: readItems(items) }),
  }));
}
