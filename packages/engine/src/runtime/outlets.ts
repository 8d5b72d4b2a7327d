import type { DeliveryRules } from "@attune/model/delivery";
import type { JsonObject } from "@attune/model/json";
import type { ChannelName, MessageCategory, RenderedMessage } from "@attune/model/message";
import type { Offer } from "@attune/model/offer";
import type { Channel } from "../ports/channel.ts";

/** A message template made ready. `render` throws where a value is missing: the trouble of that one message. */
export interface ReadyTemplate {
  channel: ChannelName;
  category: MessageCategory;
  /** @param trackedAs the delivery whose opens and clicks are counted; null: nothing is counted. */
  render(values: JsonObject, trackedAs: string | null): RenderedMessage;
}

/** What messages go out through, as a playbook and the environment have it. */
export interface Outlets {
  templates: ReadonlyMap<string, ReadyTemplate>;
  channels: ReadonlyMap<ChannelName, Channel>;
  rules: DeliveryRules;
  /** Those of the playbook: what a message promises is looked at again when it goes out. */
  offers: readonly Offer[];
  /** Where links in messages lead, such as "https://shop.example"; null: nobody said, so they lead nowhere. */
  publicUrl: string | null;
  /** Where one person ends such messages with one click. */
  unsubscribeUrl(deliveryId: string): string;
}
