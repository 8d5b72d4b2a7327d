import type { ChannelName, Handover, OutboundMessage } from "@attune/model/message";

/** A way out: hands one message over, and says what became of it. One slow or dead channel holds up no other. */
export interface Channel {
  readonly name: ChannelName;
  /** Never rejects: what goes wrong is a `Handover`. Ends within the channel's own time limit. */
  send(message: OutboundMessage): Promise<Handover>;
  /** Ends what is under way and lets go of connections. */
  close(): Promise<void>;
}
