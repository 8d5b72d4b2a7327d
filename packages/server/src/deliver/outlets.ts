import type { Channel } from "@attune/engine/ports/channel";
import type { HandOver, Outlets } from "@attune/engine/runtime/outlets";
import type { ChannelName } from "@attune/model/message";
import type { Playbook } from "@attune/model/tactic";
import { defaultDelivery } from "../config/read-journeys.ts";
import type { Keys } from "../instance/keys.ts";
import { handOverThrough } from "./hand-over.ts";
import { type LinkSettings, linkSettings, messageLinks } from "./message-links.ts";
import { readyTemplates, type SourcedTemplate } from "./ready-templates.ts";

/** Who makes the messages of these templates and hands them over: this process, or one of its own. */
export type HandingOver = (templates: ReadonlyMap<string, SourcedTemplate>, links: LinkSettings) => HandOver;

/** Makes the outlets of a playbook: its templates read once, its messages led through the instance's channels. */
export function outletsThrough(
  channels: ReadonlyMap<ChannelName, Channel>,
  publicUrl: string | null,
  handingOver: HandingOver = handOverThrough(channels),
) {
  return async (playbook: Playbook, keys: Keys): Promise<Outlets> => {
    const settings = linkSettings(keys, publicUrl);
    const links = messageLinks(settings);
    const templates = await readyTemplates(playbook, links);
    return {
      templates,
      channels,
      handOver: handingOver(templates, settings),
      rules: playbook.delivery ?? defaultDelivery,
      offers: playbook.offers ?? [],
      publicUrl,
      unsubscribeUrl: links.unsubscribe,
    };
  };
}
