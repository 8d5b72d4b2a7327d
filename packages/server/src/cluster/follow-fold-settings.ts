import type { FoldSettings } from "@attune/engine/profile/fold-group";
import { followDefinitions, readingDefinitions } from "@attune/store/cluster/follow-definitions";
import type { JetStreamLink } from "@attune/store/cluster/jetstream-link";
import { readConfiguration } from "../config/read-configuration.ts";
import { createRevisions } from "../playbook/revisions.ts";

/** What a partition's writer has to know of the instance, as the node that runs the engine last said it. */
export interface FollowedFoldSettings {
  settings: FoldSettings;
  /** Resolves when an engine has begun the instance: nobody can fold before. */
  begun: Promise<void>;
  close(): Promise<void>;
}

/** @param onTrouble told where a changed playbook could not be read; what held before holds on */
export async function followFoldSettings(
  { link, namespace, replicas }: { link: JetStreamLink; namespace: string; replicas: number },
  onTrouble: (error: unknown) => void,
): Promise<FollowedFoldSettings> {
  let salt = "";
  let configuration = readConfiguration("");
  let hasBegun: () => void = () => {};
  const begun = new Promise<void>((resolve) => {
    hasBegun = resolve;
  });
  let reading = Promise.resolve();
  const read = () => {
    reading = reading.then(readNow).catch(onTrouble);
    return reading;
  };
  const followed = await followDefinitions({
    link,
    namespace,
    replicas,
    onChange(changes) {
      if (changes.some(({ kind, id }) => kind === "playbook-revision" || (kind === "setting" && id === "salt"))) read();
    },
  });
  const definitions = readingDefinitions(followed.copy);
  const revisions = createRevisions(definitions);

  async function readNow(): Promise<void> {
    const latest = await revisions.latest();
    if (latest !== null && latest !== undefined) configuration = readConfiguration(latest.text);
    const kept = await definitions.get("setting", "salt");
    if (typeof kept !== "string") return;
    salt = kept;
    hasBegun();
  }

  await read();
  return {
    settings: {
      get salt() {
        return salt;
      },
      get timeZone() {
        return configuration.business.timeZone;
      },
      get analyticsNeedsYes() {
        return configuration.playbook.privacy?.askFirst.includes("analytics") ?? false;
      },
    },
    begun,
    async close() {
      await followed.stop();
      await reading;
    },
  };
}
