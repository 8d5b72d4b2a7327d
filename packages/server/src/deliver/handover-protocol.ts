import type { HandedOver, HandoverOrder } from "@attune/engine/runtime/outlets";
import type { MessageTemplate } from "@attune/model/message";
import type { OutboundSettings } from "../environment.ts";
import type { LinkSettings } from "./message-links.ts";

/** What the process that hands messages over is told, in this order: settings once, then templates before the first order that is made of them. */
export type ToProcess =
  | { kind: "settings"; outbound: OutboundSettings | null }
  | { kind: "templates"; messages: Record<string, MessageTemplate>; links: LinkSettings }
  | { kind: "orders"; orders: Array<{ id: number; order: HandoverOrder }> }
  /** Asks for a sign of life. */
  | { kind: "alive?" };

/** What it says: of each order what became of it, in any order; of none, where it was asked for a sign of life. */
export type FromProcess = Array<{ id: number; handedOver: HandedOver }>;
