import type { JsonObject } from "@attune/model/json";
import type { Kind } from "./kind.ts";
import type { SegmentPayload } from "./segment-payload.ts";
import type { Shopper, ShopperDevice } from "./shoppers.ts";
import type { Move } from "./story.ts";
import type { TrafficSource } from "./traffic-source.ts";

/** Where the browser is. */
export interface Page {
  /** Segment's page name and category: Home, Category, Product, Cart, Checkout. */
  name: string;
  path: string;
  title: string;
}

/** One visit's browser: turns what a person does into what the analytics script on the page sends. */
export interface Browser {
  readonly page: Page;
  readonly isLoggedIn: boolean;
  /** Opens the page and sends the page call. */
  open(at: number, page: Page): Move;
  track(at: number, event: string, properties: JsonObject): Move;
  /** Sends identify; every later call of the visit carries the user id. */
  logIn(at: number): Move;
  /** The context of a decision request. */
  decisionContext(): JsonObject;
}

/** Opens the browser on the page that the traffic source leads to; nothing is sent before `open`. */
export function openBrowser(settings: {
  /** Prefix of the visit's message ids: unique to the visit. */
  visitId: string;
  kind: Kind;
  shopper: Shopper;
  device: ShopperDevice;
  source: TrafficSource;
  loggedIn: boolean;
}): Browser {
  const { visitId, kind, shopper, device, source } = settings;
  const { account, consent } = shopper;
  let page: Page = kind.pages.home;
  let referrer = source.referrer;
  let isLoggedIn = settings.loggedIn;
  let sent = 0;

  const library = { name: "analytics.js", version: "2.11.1" };
  const allowed = {
    categoryPreferences: { analytics: true, personalization: consent.personalization, marketing: consent.marketing },
  };
  const { userAgent, anonymousId } = device;
  /** The context of every call made on the present page; made once per page, for it is most of what is sent. */
  let context = describe();

  function describe(): JsonObject {
    const place = { path: page.path, referrer, title: page.title, url: kind.origin + page.path };
    const seen: JsonObject = {
      library,
      locale: "de-DE",
      timezone: "Europe/Berlin",
      userAgent,
      consent: allowed,
      page: place,
    };
    if (kind.channel !== undefined) seen.channel = kind.channel;
    if (source.campaign) seen.campaign = source.campaign;
    return seen;
  }

  function stamped(at: number, type: SegmentPayload["type"]): SegmentPayload {
    sent += 1;
    const messageId = `${visitId}-${sent}`;
    const payload: SegmentPayload = { type, messageId, timestamp: new Date(at).toISOString(), anonymousId, context };
    if (isLoggedIn) payload.userId = account.userId;
    return payload;
  }

  return {
    get page() {
      return page;
    },
    get isLoggedIn() {
      return isLoggedIn;
    },
    open(at, next) {
      if (sent > 0) referrer = kind.origin + page.path;
      page = next;
      context = describe();
      const payload = stamped(at, kind.pageCall);
      payload.name = page.name;
      payload.properties = context.page as JsonObject;
      return { kind: "event", at, payload };
    },
    track(at, event, properties) {
      const payload = stamped(at, "track");
      payload.event = event;
      payload.properties = properties;
      return { kind: "event", at, payload };
    },
    logIn(at) {
      isLoggedIn = true;
      const { email, firstName, lastName } = account;
      const payload = stamped(at, "identify");
      payload.traits = { email, firstName, lastName };
      return { kind: "event", at, payload };
    },
    decisionContext: () => ({ ...context, device: device.kind }),
  };
}
