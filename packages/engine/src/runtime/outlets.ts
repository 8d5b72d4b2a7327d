import type { DeliveryRules } from "@attune/model/delivery";
import type { Json, JsonObject } from "@attune/model/json";
import type { ChannelName, Handover, MessageCategory, RenderedMessage } from "@attune/model/message";
import type { Offer } from "@attune/model/offer";
import type { Channel } from "../ports/channel.ts";

/** A message template made ready. `render` throws where a value is missing: the trouble of that one message. */
export interface ReadyTemplate {
  channel: ChannelName;
  category: MessageCategory;
  /** @param trackedAs the delivery whose opens and clicks are counted; null: nothing is counted. */
  render(values: JsonObject, trackedAs: string | null): RenderedMessage;
}

/** A message that may go out, before it is made for its person. Plain data: another process may see to it. */
export interface HandoverOrder {
  deliveryId: string;
  templateId: string;
  /** An e-mail address, a push subscription as JSON, or a URL. */
  to: string;
  /** What the template may name; the link by which a person ends such messages is added where it is made. */
  values: JsonObject;
  /** Opens and clicks are counted: the person allows it. */
  isTracked: boolean;
}

/** What became of an order. */
export interface HandedOver {
  handover: Handover;
  /** What waits in the inbox, of an in-app message. */
  content?: Json;
}

/** Makes a message and hands it over. Never rejects: what goes wrong is a `Handover`. */
export type HandOver = (order: HandoverOrder) => Promise<HandedOver>;

/** What messages go out through, as a playbook and the environment have it. */
export interface Outlets {
  templates: ReadonlyMap<string, ReadyTemplate>;
  channels: ReadonlyMap<ChannelName, Channel>;
  /** Of a template and a channel from among these. */
  handOver: HandOver;
  rules: DeliveryRules;
  /** Those of the playbook: what a message promises is looked at again when it goes out. */
  offers: readonly Offer[];
  /** Where links in messages lead, such as "https://shop.example"; null: nobody said, so they lead nowhere. */
  publicUrl: string | null;
  /** Where one person ends such messages with one click. */
  unsubscribeUrl(deliveryId: string): string;
}
