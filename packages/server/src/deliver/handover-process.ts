import type { Channel } from "@attune/engine/ports/channel";
import type { HandedOver, HandOver, HandoverOrder } from "@attune/engine/runtime/outlets";
import { shareTurns } from "@attune/engine/runtime/take-turns";
import type { ChannelName } from "@attune/model/message";
import { handOverThrough } from "./hand-over.ts";
import type { FromProcess, ToProcess } from "./handover-protocol.ts";
import { messageLinks } from "./message-links.ts";
import { openChannels } from "./open-channels.ts";
import { readyTemplates } from "./ready-templates.ts";

/** What is answered meanwhile goes together: who is told of it decides, and is woken less often. */
const gatherMs = 5;

let channels: ReadonlyMap<ChannelName, Channel> = new Map();
let handOver: Promise<HandOver> = Promise.reject(new Error("no templates were told"));
handOver.catch(() => {});
let answers: FromProcess = [];
/** Between two messages: who asks for a sign of life is answered, however long it takes to make all that it was told of. */
const turns = shareTurns();

/** A process that makes messages and hands them over. It ends with its server; until then a signal to both is the server's to answer. */
process.on("disconnect", () => process.exit());
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
process.on("message", (message: ToProcess) => {
  if (message.kind === "settings") channels = openChannels(message.outbound ?? undefined, Date.now);
  else if (message.kind === "templates") handOver = makeReady(message);
  else if (message.kind === "alive?") process.send!([] satisfies FromProcess);
  else for (const { id, order } of message.orders) void carryOut(id, order, handOver);
});

async function makeReady({ messages, links }: ToProcess & { kind: "templates" }): Promise<HandOver> {
  return handOverThrough(channels)(await readyTemplates({ messages }, messageLinks(links)), links);
}

async function carryOut(id: number, order: HandoverOrder, through: Promise<HandOver>): Promise<void> {
  const handedOver = await through
    .then(async (hand) => {
      await turns();
      return hand(order);
    })
    .catch(({ message }: Error): HandedOver => ({ handover: { kind: "later", reason: message } }));
  answers.push({ id, handedOver });
  if (answers.length === 1) setTimeout(tell, gatherMs);
}

function tell(): void {
  const told = answers;
  answers = [];
  if (process.connected) process.send!(told);
}
