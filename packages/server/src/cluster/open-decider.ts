import { randomUUID } from "node:crypto";
import type { RequestListener } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { createDecisionNode } from "@attune/engine/runtime/decision-node";
import type { DecisionElsewhere } from "@attune/engine/runtime/record-decisions";
import { inService } from "@attune/learn/registry/registry";
import { decodeModel } from "@attune/learn/serve/model-file";
import { hasCode } from "@attune/model/errors";
import { type ClusterDecisionStores, openDecisionStores } from "@attune/store/cluster/decision-stores";
import { openDecisionSender } from "@attune/store/cluster/decision-stream";
import type { JetStreamLink } from "@attune/store/cluster/jetstream-link";
import type { Logger } from "pino";
import { accountBookKind, definitionShelf } from "../accounts/book-shelves.ts";
import { followAccounts } from "../accounts/followed-accounts.ts";
import { readConfiguration } from "../config/read-configuration.ts";
import type { Readiness } from "../instance/check-readiness.ts";
import type { Keys } from "../instance/keys.ts";
import { createRevisions } from "../playbook/revisions.ts";
import { isServedAs, modelAsIn, modelName, recommendationSlot } from "../recommenders/model-files.ts";
import { loadRegistry } from "../recommenders/model-registry.ts";
import type { ClusterSettings } from "./cluster-settings.ts";
import { createDecisionApp } from "./create-decision-app.ts";
import { judgeDecider } from "./judge-readiness.ts";

/** Decides on a node that does not write. */
export interface Decider {
  answer: RequestListener;
  /** Of this node, whatever becomes of the writer. */
  readiness(): Promise<Readiness>;
  close(): Promise<void>;
}

interface DeciderParts {
  link: JetStreamLink;
  settings: ClusterSettings;
  keys: Keys;
  nodeId: string;
  publicUrl: string | null;
  trustedProxies?: string[];
  writerUrl: () => string | null;
  log: Logger;
}

type Change = { kind: string; id: string };

/** What changes within so long is looked at together. */
const gatherMs = 50;
/** The registry says which model serves a moment before its file is on the shelf. */
const modelRetryMs = 2_000;
const modelTries = 30;

/** Throws `storage-unavailable` while nobody has begun to write the instance. */
export async function openDecider(parts: DeciderParts): Promise<Decider> {
  const { link, settings, keys, log } = parts;
  const place = { link, namespace: settings.instance, replicas: settings.replicas };
  let changes: Change[] = [];
  let timer: NodeJS.Timeout | null = null;
  let follow: (changes: Change[]) => Promise<void> = async () => {};
  let closed = false;
  let lost = 0;

  const stores = await openDecisionStores({
    ...place,
    redis: settings.redis,
    ...(settings.shardCount === undefined ? {} : { shardCount: settings.shardCount }),
    onChange(some) {
      changes.push(...some);
      timer ??= setTimeout(() => {
        timer = null;
        const gathered = changes;
        changes = [];
        follow(gathered).catch((error) => log.error({ err: error }, "what the writer changed could not be followed"));
      }, gatherMs);
    },
  });
  try {
    return await openOver(stores);
  } catch (error) {
    await stores.close();
    throw error;
  }

  async function openOver(stores: ClusterDecisionStores): Promise<Decider> {
    const { definitions } = stores;
    const revisions = createRevisions(definitions);
    const configuration = async () => readConfiguration((await revisions.latest())?.text ?? "");
    const sender = await openDecisionSender<DecisionElsewhere>(place, `${parts.nodeId}-${randomUUID()}`);
    const accounts = await followAccounts(definitionShelf(definitions), keys, Date.now);
    const node = await createDecisionNode({
      stores,
      ...(await configuration()),
      clock: Date.now,
      newId: randomUUID,
      handOn: sender.send,
      onLostRecord(error) {
        lost += 1;
        log.error({ err: error, lost }, "the record of a decision is lost");
      },
    });

    async function serveModel(tries = modelTries): Promise<void> {
      const wanted = inService(await loadRegistry(definitions), recommendationSlot);
      if (closed || isServedAs(node.served(), wanted)) return;
      const bytes = wanted === undefined ? undefined : await stores.files.get(modelName(wanted.modelId));
      if (wanted === undefined) await node.serve(null);
      else if (bytes !== undefined) await node.serve(modelAsIn(wanted, decodeModel(bytes)));
      else if (tries > 0) {
        await pause(modelRetryMs, undefined, { ref: false });
        await serveModel(tries - 1);
      }
    }

    const modelTrouble = (error: unknown) =>
      log.warn({ err: error }, "the model of lists cannot be served; popular items stand in");
    follow = async (some) => {
      await node.follow(some);
      const kinds = new Set(some.map(({ kind }) => kind));
      if (kinds.has("playbook-revision")) await node.use(await configuration());
      if (kinds.has(accountBookKind)) await accounts.reread();
      if (kinds.has("model-registry")) void serveModel().catch(modelTrouble);
    };
    void serveModel().catch(modelTrouble);
    const app = await createDecisionApp({
      node,
      accounts,
      keys,
      publicUrl: parts.publicUrl,
      ...(parts.trustedProxies === undefined ? {} : { trustedProxies: parts.trustedProxies }),
      writerUrl: parts.writerUrl,
      log,
      clock: Date.now,
    });
    return {
      answer: app.answer,
      async readiness() {
        const registered = inService(await loadRegistry(definitions), recommendationSlot)?.modelId ?? null;
        return judgeDecider({
          ...(await stores.health()),
          isRebuilding: node.isRebuilding(),
          model: { registered, served: node.served()?.modelId ?? null },
          writerUrl: parts.writerUrl(),
        });
      },
      async close() {
        closed = true;
        if (timer !== null) clearTimeout(timer);
        await app.close();
        await sender.close();
        await stores.close();
      },
    };
  }
}

/** Whether nobody has begun to write yet, or an engine does not answer: it is tried again. */
export const mayBeTriedAgain = (error: unknown): boolean => hasCode(error, "storage-unavailable");
