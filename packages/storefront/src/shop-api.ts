import type { DecideResponse, PlacementDecision } from "@attune/model/decision";
import type { Item } from "@attune/model/item";
import type { JsonObject } from "@attune/model/json";
import { anonymousId, newId } from "./visitor.ts";

/** Decisions that take longer are done without: the default content stays. */
const decideWithinMs = 800;

/** The write key: from `#key=…`, which leaves the address bar, or from the server that serves the shop. */
async function readWriteKey(): Promise<string> {
  const given = /^#key=([^&]+)/.exec(location.hash)?.[1];
  if (given !== undefined) {
    history.replaceState(null, "", location.pathname + location.search);
    return decodeURIComponent(given);
  }
  const response = await fetch("./config.json");
  return ((await response.json()) as { writeKey: string }).writeKey;
}

const writeKey = readWriteKey();

async function post(path: string, body: unknown, options: RequestInit): Promise<Response> {
  const headers = { "Content-Type": "application/json", Authorization: `Basic ${btoa(`${await writeKey}:`)}` };
  return fetch(`../v1/${path}`, { method: "POST", headers, body: JSON.stringify(body), ...options });
}

/** Tells what the visitor did. A shop goes on when this fails, so failures are only logged. */
function send(path: "track" | "page", body: JsonObject): void {
  const message = {
    ...body,
    anonymousId,
    messageId: newId(),
    timestamp: new Date().toISOString(),
    context: { page: { path: location.pathname, title: document.title, referrer: document.referrer } },
  };
  post(path, message, { keepalive: true }).catch((error: unknown) => console.warn("not tracked", error));
}

export const track = (event: string, properties: JsonObject): void => send("track", { event, properties });

export const trackPage = (name: string): void => send("page", { name, properties: { path: location.pathname } });

/** What to show in each placement; an empty record where there is no answer in time. */
export async function decide(
  placements: string[],
  context: JsonObject = {},
): Promise<Record<string, PlacementDecision>> {
  try {
    const signal = AbortSignal.timeout(decideWithinMs);
    const response = await post("decide", { anonymousId, placements, context }, { signal });
    if (!response.ok) throw new Error(`decide answered ${response.status}`);
    return ((await response.json()) as DecideResponse).placements;
  } catch (error) {
    console.warn("the default content stays", error);
    return {};
  }
}

/** The shop's public catalogue, by item id; empty where the server has none. */
export async function loadCatalogue(): Promise<Map<string, Item>> {
  const response = await fetch("./catalogue.json");
  if (!response.ok) return new Map();
  const { items } = (await response.json()) as { items: Item[] };
  return new Map(items.map((item) => [item.itemId, item]));
}
