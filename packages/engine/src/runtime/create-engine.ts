import type { Business } from "@attune/model/business";
import type { Purpose } from "@attune/model/event";
import type { Playbook } from "@attune/model/tactic";
import { arrangePlaybook } from "../decide/arrange-playbook.ts";
import { sensitiveItems } from "../decide/sensitive-items.ts";
import type { Stores } from "../ports/stores.ts";
import { profileIdOf } from "../profile/profile-id.ts";
import type { CollectSummary } from "./arrival.ts";
import { createCatalogueKeeper } from "./catalogue-keeper.ts";
import { createCollector } from "./collector.ts";
import { createDecider } from "./decider.ts";
import { discardQuarantined } from "./discard-quarantined.ts";
import type { Engine } from "./engine.ts";
import { createExperiments } from "./experiments.ts";
import type { FillSource } from "./fill-segments.ts";
import { forgetNetworkDetails } from "./forget-network-details.ts";
import { createHeldDecisions } from "./held-decisions.ts";
import { createJourneys, type Journeys } from "./journeys.ts";
import { createOfferBooks } from "./offer-books.ts";
import { refuseOrder, requireOneLog } from "./one-log-only.ts";
import type { Outlets } from "./outlets.ts";
import { findPerson, timelineOf } from "./people.ts";
import { createPreviewer } from "./previewer.ts";
import { createProjector } from "./projector.ts";
import { createRebuild } from "./rebuild.ts";
import { createDecisionRecorder } from "./record-decisions.ts";
import { keptItemLists, refreshItemLists } from "./refresh-item-lists.ts";
import { repeat } from "./repeat.ts";
import { isReplayUnfinished } from "./replay-log.ts";
import { createQuarantineReplay } from "./replay-quarantine.ts";
import { requireSameBooks } from "./require-same-books.ts";
import { createSegments, forgetMemberships, watchScores } from "./segments.ts";
import { createTacticStops } from "./tactic-stops.ts";
import { createWriting } from "./writing.ts";

export interface EngineParts {
  stores: Stores;
  business: Business;
  playbook: Playbook;
  /** Epoch milliseconds; simulated time in tests and in the demo's history. */
  clock: () => number;
  /** Unique ids for messages and decisions. */
  newId: () => string;
  observe: EngineObserver;
  /** Finds segments anew for everybody in a process of its own, where there are many; absent: in this one. */
  fillSegmentsApart?: FillSource;
  /** Makes ready what messages go out through, and throws where a template cannot be used. Absent: no journey moves, nothing is sent. */
  prepareOutlets?: (playbook: Playbook) => Promise<Outlets>;
}

/** What happens inside, for logs and metrics. */
export interface EngineObserver {
  collected(source: string, summary: CollectSummary): void;
  /** Something went wrong that no caller waits for; the engine goes on. */
  trouble(
    what: "projector" | "item-lists" | "decision-record" | "replay" | "forgetting" | "segments" | "journeys" | "offers",
    error: unknown,
  ): void;
}

const waitingInputs = 50_000;
const refreshListsMs = 15_000;
const forgetSeenMs = 3_600_000;
const lookAgainMs = 300;

/** Opens the engine over its stores: everything between the surfaces and the disk, joined. */
export async function createEngine(parts: EngineParts): Promise<Engine> {
  const { clock, newId, observe } = parts;
  const { stores, listen } = watchScores(parts.stores);
  let { business, playbook } = parts;
  const tacticStops = await createTacticStops({
    definitions: stores.definitions,
    playbook: () => playbook,
    clock,
    onChange: () => {
      arranged = arrangePlaybook(playbook, tacticStops.list());
    },
  });
  let arranged = arrangePlaybook(playbook, tacticStops.list());
  const salt = await keptSetting(stores, "salt", newId);
  let currency = business.currency ?? (await settingOf(stores, "currency"));
  const catalogue = await createCatalogueKeeper({
    definitions: stores.definitions,
    clock,
    ranked: await keptItemLists(stores),
  });

  const sensitive = () => sensitiveItems(arranged.sensitive, catalogue.lists().catalogue);
  const needsYes = (purpose: Purpose) => playbook.privacy?.askFirst.includes(purpose) ?? false;
  const foldSettings = {
    salt,
    timeZone: business.timeZone,
    get analyticsNeedsYes() {
      return needsYes("analytics");
    },
  };
  const { partitions } = stores;
  requireOneLog(partitions, playbook);
  const { writer, ...orders } = createWriting(stores, foldSettings, { waitingInputs, clock });
  const projector = await createProjector({ stores, timeZone: business.timeZone, newId }, (error) =>
    observe.trouble("projector", error),
  );
  let startSegmentsOver = () => forgetMemberships(stores);
  const rebuild = createRebuild({
    stores,
    writer,
    settings: foldSettings,
    startAnalyticsOver: async () => {
      await projector.startOver();
      await startSegmentsOver();
    },
    onTrouble: (error) => observe.trouble("replay", error),
  });
  if (await isReplayUnfinished(stores)) {
    refuseOrder(partitions);
    await rebuild.run(() => {});
  }

  const experiments = await createExperiments({ definitions: stores.definitions, playbook: () => playbook, clock });
  const { segments, follower } = await createSegments({
    stores,
    segments: playbook.segments ?? [],
    timeZone: business.timeZone,
    sensitive,
    clock,
    ...(parts.fillSegmentsApart === undefined ? {} : { fillApart: parts.fillSegmentsApart }),
    isRebuilding: rebuild.isUnderway,
    onTrouble: (error) => observe.trouble("segments", error),
  });
  startSegmentsOver = follower.startOver;
  listen(follower.lookAgain);
  // Making good what a stop cut off collects before there are journeys to wake.
  let journeys: Journeys | null = null;
  const collect = createCollector({
    writer,
    settings: () => ({ business, reportingCurrency: currency }),
    decideCurrency: async (first) => {
      await stores.definitions.put("setting", [["currency", first]]);
      currency = first;
    },
    newId,
    onOutcomes: (source, summary) => {
      if (summary.kept > 0) {
        projector.wake();
        follower.wake();
        journeys?.wake();
      }
      observe.collected(source, summary);
    },
  });
  const offers = await createOfferBooks({
    stores,
    offers: playbook.offers ?? [],
    clock,
    onTrouble: (error) => observe.trouble("offers", error),
  });
  const held = createHeldDecisions(() => performance.now());
  const decide = createDecider({
    state: stores.state,
    scores: stores.scores,
    memberships: stores.memberships,
    write: ({ decision }) => writer.submit([{ kind: "decision", decision }]),
    held,
    offers,
    ...(stores.promises === undefined ? {} : { promises: stores.promises }),
    get playbook() {
      return arranged;
    },
    variants: experiments.table,
    get personalizationNeedsYes() {
      return needsYes("personalization");
    },
    lists: catalogue.lists,
    salt,
    timeZone: business.timeZone,
    get internalTraffic() {
      return business.internalTraffic;
    },
    clock,
    newId,
    onLostRecord: (error) => observe.trouble("decision-record", error),
  });
  const previewer = createPreviewer({
    state: stores.state,
    scores: stores.scores,
    memberships: stores.memberships,
    playbook: () => playbook,
    variants: experiments.table,
    lists: catalogue.lists,
    salt,
    timeZone: business.timeZone,
    clock,
  });
  const outlets = await parts.prepareOutlets?.(playbook);
  if (outlets !== undefined) {
    journeys = await createJourneys({
      stores,
      writer,
      timeZone: business.timeZone,
      clock,
      needsYes,
      globalHoldout: () => playbook.holdout,
      sensitive,
      viewOf: segments.viewOf,
      decide,
      collect,
      isRebuilding: rebuild.isUnderway,
      onTrouble: (error) => observe.trouble("journeys", error),
    });
    journeys.use(playbook.journeys ?? [], outlets);
  }
  const { replayQuarantine, mendQuarantined } = createQuarantineReplay({
    quarantine: stores.quarantine,
    writer,
    collect,
  });

  const refreshing = repeat(
    refreshListsMs,
    async () => {
      catalogue.rank(await refreshItemLists(stores, clock()));
    },
    (error) => observe.trouble("item-lists", error),
  );
  const forgetting = repeat(
    forgetSeenMs,
    () => stores.state.forgetSeen(clock()),
    (error) => observe.trouble("forgetting", error),
  );

  // What other partitions have folded is seen when all have passed it, and nobody says so here.
  const looking =
    partitions &&
    repeat(
      lookAgainMs,
      async () => {
        projector.wake();
        follower.wake();
        journeys?.wake();
      },
      () => {},
    );

  /** Work that changes people by itself, alone; analytics follows. */
  async function changing<T>(work: () => Promise<T>): Promise<T> {
    const result = await writer.exclusively(work);
    projector.wake();
    follower.wake();
    return result;
  }

  return {
    stores,
    get playbook() {
      return playbook;
    },
    async applyPlaybook(next, keep) {
      requireSameBooks(next.business, { ...business, currency });
      requireOneLog(partitions, next.playbook);
      // All that can fail comes before anything changes.
      const nextArranged = arrangePlaybook(next.playbook, tacticStops.list());
      const nextOutlets = await parts.prepareOutlets?.(next.playbook);
      await keep();
      ({ business, playbook } = next);
      arranged = nextArranged;
      currency = business.currency ?? currency;
      follower.use(playbook.segments ?? []);
      offers.use(playbook.offers ?? []);
      if (nextOutlets !== undefined) journeys?.use(playbook.journeys ?? [], nextOutlets);
    },
    previewer,
    segments,
    journeys,
    experiments,
    tacticStops,
    offerAccounts: offers.accounts,
    catalogue,
    collect,
    async decide(request) {
      rebuild.refuseReads();
      return decide(request);
    },
    confirm: held.confirm,
    recordDecisions: createDecisionRecorder(writer, stores.promises, clock),
    async findProfile(identifier) {
      rebuild.refuseReads();
      return findPerson(stores, identifier);
    },
    timeline: (profile, before, limit) => timelineOf(stores, profile, before, limit),
    unmerge: (profile, split, by) => changing(() => orders.unmerge({ profile, split, at: clock(), by })),
    async forgetNetworkDetails(before, signal) {
      refuseOrder(partitions);
      return forgetNetworkDetails(stores, before, writer.exclusively, signal);
    },
    anonymise: (profile, by) =>
      changing(() => {
        const heir = profileIdOf(salt, { namespace: "anonymised", value: newId() });
        return orders.erase({ profile, at: clock(), by, heir });
      }),
    erase: (profile, by) => changing(() => orders.erase({ profile, at: clock(), by })),
    replayQuarantine,
    mendQuarantined,
    discardQuarantined: (ids) => writer.exclusively(() => discardQuarantined(stores, ids)),
    async replay(onProgress, signal) {
      signal.throwIfAborted();
      refuseOrder(partitions);
      return rebuild.run(onProgress);
    },
    isRebuilding: rebuild.isUnderway,
    projector: projector.state,
    settled: projector.settled,
    business: () => ({ ...business, currency }),
    async close() {
      await Promise.all([refreshing.stop(), forgetting.stop(), looking?.stop(), offers.close()]);
      rebuild.close();
      await journeys?.close();
      await follower.close();
      await writer.close();
      await projector.close();
      await stores.close();
    },
  };
}

async function settingOf(stores: Stores, id: string): Promise<string | null> {
  const value = await stores.definitions.get("setting", id);
  return typeof value === "string" ? value : null;
}

async function keptSetting(stores: Stores, id: string, make: () => string): Promise<string> {
  const kept = await settingOf(stores, id);
  if (kept !== null) return kept;
  const made = make();
  await stores.definitions.put("setting", [[id, made]]);
  return made;
}
