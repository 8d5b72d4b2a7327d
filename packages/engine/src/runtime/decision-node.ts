import type { ServedModel } from "@attune/learn/serve/served-model";
import type { Business } from "@attune/model/business";
import type { DecideRequest, DecideResponse } from "@attune/model/decision";
import { AttuneError } from "@attune/model/errors";
import type { ExperimentRun, ServedPolicy } from "@attune/model/experiment";
import type { Playbook, TacticStop } from "@attune/model/tactic";
import { arrangePlaybook } from "../decide/arrange-playbook.ts";
import { arrangeVariants } from "../decide/arrange-variants.ts";
import type { DefinitionStore } from "../ports/definition-store.ts";
import type { LiveState } from "../ports/live-state.ts";
import type { MembershipStore } from "../ports/membership-store.ts";
import type { Promises } from "../ports/promises.ts";
import type { ScoreStore } from "../ports/score-store.ts";
import { allDefinitions } from "./all-definitions.ts";
import { createCatalogueKeeper, type ServedAs } from "./catalogue-keeper.ts";
import { createDecider } from "./decider.ts";
import { createFollowedOffers } from "./followed-offers.ts";
import { offerBooksId, offerBooksKind } from "./kept-offer-books.ts";
import type { DecisionElsewhere } from "./record-decisions.ts";
import { keptItemLists } from "./refresh-item-lists.ts";

/** What a node that decides and does not write looks at. */
export interface DecisionStores {
  state: Pick<LiveState, "find" | "load" | "profile">;
  scores: Pick<ScoreStore, "of">;
  memberships: Pick<MembershipStore, "of">;
  promises: Promises;
  /** Those that the writer keeps, as this node has heard of them. */
  definitions: DefinitionStore;
}

export interface DecisionNodeParts {
  stores: DecisionStores;
  business: Business;
  playbook: Playbook;
  clock: () => number;
  newId: () => string;
  /** Hands a record on to the node that writes; resolves when it cannot be lost any more. */
  handOn: (made: DecisionElsewhere) => Promise<void>;
  onLostRecord: (error: unknown) => void;
}

/** Decides as the engine does, over what another node writes. */
export interface DecisionNode {
  /** Throws `overloaded` while profiles are being rebuilt. */
  decide(request: DecideRequest): Promise<DecideResponse>;
  /** From the next decision on. */
  use(next: { business: Business; playbook: Playbook }): Promise<void>;
  /** The writer has changed these documents: resolves when decisions go by them. */
  follow(changes: ReadonlyArray<{ kind: string; id: string }>): Promise<void>;
  serve(model: ServedModel | null): Promise<void>;
  /** Null: popular items stand in. */
  served(): ServedAs | null;
  /** Nobody is decided on until the writer has built the profiles anew. */
  isRebuilding(): boolean;
}

export async function createDecisionNode(parts: DecisionNodeParts): Promise<DecisionNode> {
  const { stores, clock } = parts;
  const { definitions } = stores;
  let { business, playbook } = parts;
  const offers = createFollowedOffers(clock);
  const salt = await definitions.get("setting", "salt");
  if (typeof salt !== "string")
    throw new AttuneError("storage-unavailable", "no node has begun to write this instance yet", {
      retryAfterSeconds: 2,
    });
  const catalogue = await createCatalogueKeeper({ definitions, clock, ranked: await keptItemLists(stores) });
  let isRebuilding = false;
  let arranged = arrangePlaybook(playbook);
  let variants = arrangeVariants(playbook, [], new Map());

  async function arrange(): Promise<void> {
    const stops = (await allDefinitions(definitions, "tactic-stop")) as unknown as Map<string, TacticStop>;
    const runs = (await allDefinitions(definitions, "experiment-run")) as unknown as Map<string, ExperimentRun>;
    const policies = (await allDefinitions(definitions, "experiment-policy")) as unknown as Map<string, ServedPolicy>;
    arranged = arrangePlaybook(
      playbook,
      [...stops.values()].sort((a, b) => (a.tacticId < b.tacticId ? -1 : 1)),
    );
    variants = arrangeVariants(playbook, runs.values(), policies);
    offers.use(playbook.offers ?? []);
  }

  async function lookAtSettings(): Promise<void> {
    isRebuilding = (await definitions.get("setting", "replaying")) === true;
    offers.take(await definitions.get(offerBooksKind, offerBooksId));
  }

  const decide = createDecider({
    ...stores,
    write: async (made) => {
      await parts.handOn(made);
      return null;
    },
    held: { hold: refuseToHold },
    offers,
    get playbook() {
      return arranged;
    },
    variants: () => variants,
    get personalizationNeedsYes() {
      return playbook.privacy?.askFirst.includes("personalization") ?? false;
    },
    lists: catalogue.lists,
    salt,
    timeZone: business.timeZone,
    get internalTraffic() {
      return business.internalTraffic;
    },
    clock,
    newId: parts.newId,
    onLostRecord: parts.onLostRecord,
  });
  await Promise.all([arrange(), lookAtSettings()]);

  return {
    async decide(request) {
      if (isRebuilding)
        throw new AttuneError("overloaded", "the profiles are being rebuilt from the log", { retryAfterSeconds: 5 });
      return decide(request);
    },
    async use(next) {
      ({ business, playbook } = next);
      return arrange();
    },
    async follow(changes) {
      const kinds = new Set(changes.map(({ kind }) => kind));
      if (["setting", offerBooksKind].some((kind) => kinds.has(kind))) await lookAtSettings();
      if (["tactic-stop", "experiment-run", "experiment-policy"].some((kind) => kinds.has(kind))) await arrange();
      if (kinds.has("item-list")) catalogue.rank(await keptItemLists(stores));
      const items = changes.filter(({ kind }) => kind === "item" || kind === "item-removed").map(({ id }) => id);
      if (items.length > 0) await catalogue.reread([...new Set(items)]);
    },
    serve: catalogue.serve,
    served: catalogue.served,
    isRebuilding: () => isRebuilding,
  };
}

/** What is to be confirmed is decided where it is confirmed: by the node that writes. */
function refuseToHold(): never {
  throw new AttuneError("internal", "a decision that is to be confirmed came to a node that does not write");
}
