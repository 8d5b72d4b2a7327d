import type { DefinitionStore } from "@attune/engine/ports/definition-store";
import type { FileShelf } from "@attune/engine/ports/file-shelf";
import type { MembershipStore } from "@attune/engine/ports/membership-store";
import type { Promises } from "@attune/engine/ports/promises";
import type { ScoreStore } from "@attune/engine/ports/score-store";
import { openClusterState } from "./cluster-state.ts";
import { type DecisionStoresHealth, decisionStoresHealth } from "./decision-stores-health.ts";
import { openFileShelf } from "./file-shelf.ts";
import { followDefinitions, readingDefinitions } from "./follow-definitions.ts";
import type { JetStreamLink } from "./jetstream-link.ts";
import type { LiveReads } from "./live-reads.ts";
import { loadBesideWriter } from "./load-beside-writer.ts";
import type { RedisAccess } from "./redis-client.ts";

/** What a node reads that decides and does not write. */
export interface ClusterDecisionStores {
  state: Pick<LiveReads, "find" | "load" | "profile">;
  scores: Pick<ScoreStore, "of">;
  memberships: Pick<MembershipStore, "of">;
  promises: Promises;
  definitions: DefinitionStore;
  files: Pick<FileShelf, "get">;
  /** How this node, and no other, gets on with the engines. */
  health(): Promise<DecisionStoresHealth>;
  close(): Promise<void>;
}

interface DecisionStoresOptions {
  link: JetStreamLink;
  namespace: string;
  replicas: number;
  redis: RedisAccess;
  shardCount?: number;
  /** The writer has changed these documents. */
  onChange: (changes: ReadonlyArray<{ kind: string; id: string }>) => void;
}

/** Profiles are asked for anew with every decision, in one round trip, so that whatever any node has acknowledged is seen; what lies beside them comes along. */
export async function openDecisionStores(options: DecisionStoresOptions): Promise<ClusterDecisionStores> {
  const { link, namespace, replicas } = options;
  const followed = await followDefinitions({ link, namespace, replicas, onChange: options.onChange });
  const definitions = readingDefinitions(followed.copy);
  const files = openFileShelf({ link, namespace, replicas, definitions });
  const state = openClusterState({
    redis: options.redis,
    instance: namespace,
    staleMs: 0,
    ...(options.shardCount === undefined ? {} : { shardCount: options.shardCount }),
  });
  return {
    state: {
      find: state.reads.find,
      profile: state.reads.profile,
      load: loadBesideWriter(state.reads),
    },
    scores: state.scores,
    memberships: state.memberships,
    promises: state.promises,
    definitions,
    files,
    health: () => decisionStoresHealth({ link, answers: state.answers, behind: followed.behind }),
    async close() {
      await followed.stop();
      await state.close();
    },
  };
}
