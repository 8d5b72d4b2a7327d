import type { Purpose } from "@attune/model/event";
import { arrangePlaybook } from "../decide/arrange-playbook.ts";
import { sensitiveItems } from "../decide/sensitive-items.ts";
import { profileIdOf } from "../profile/profile-id.ts";
import { createCatalogueKeeper } from "./catalogue-keeper.ts";
import { createCollector } from "./collector.ts";
import { createDecider } from "./decider.ts";
import { discardQuarantined } from "./discard-quarantined.ts";
import type { Engine } from "./engine.ts";
import type { EngineParts } from "./engine-parts.ts";
import { createExperiments } from "./experiments.ts";
import { forgetNetworkDetails } from "./forget-network-details.ts";
import { createHeldDecisions } from "./held-decisions.ts";
import { createJourneys, type Journeys } from "./journeys.ts";
import { keptSetting, settingOf } from "./kept-setting.ts";
import { createOfferBooks } from "./offer-books.ts";
import { findPerson, timelineOf } from "./people.ts";
import { createPreviewer } from "./previewer.ts";
import { createProjector } from "./projector.ts";
import { createRebuild } from "./rebuild.ts";
import { createDecisionRecorder } from "./record-decisions.ts";
import { keptItemLists } from "./refresh-item-lists.ts";
import { isReplayUnfinished } from "./replay-log.ts";
import { createQuarantineReplay } from "./replay-quarantine.ts";
import { requireSameBooks } from "./require-same-books.ts";
import { createSegments, forgetMemberships, watchScores } from "./segments.ts";
import { createTacticStops } from "./tactic-stops.ts";
import { startUpkeep } from "./upkeep.ts";
import { createWriting } from "./writing.ts";

const waitingInputs = 50_000;

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
  if (await isReplayUnfinished(stores)) await rebuild.run(() => {});

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
      if (summary.kept > 0) wake();
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

  function wake(): void {
    projector.wake();
    follower.wake();
    journeys?.wake();
  }
  const upkeep = startUpkeep({ stores, catalogue, clock, wake, onTrouble: observe.trouble });

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
      return rebuild.run(onProgress);
    },
    isRebuilding: rebuild.isUnderway,
    projector: projector.state,
    settled: projector.settled,
    business: () => ({ ...business, currency }),
    async close() {
      await Promise.all([upkeep.stop(), offers.close()]);
      rebuild.close();
      await journeys?.close();
      await follower.close();
      await writer.close();
      await projector.close();
      await stores.close();
    },
  };
}
