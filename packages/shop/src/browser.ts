import type { JsonObject } from "@attune/model/json";
import { shopOrigin } from "./catalogue.ts";
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

const home: Page = { name: "Home", path: "/", title: "Haus & Heim" };

export function openBrowser(settings: {
  /** Prefix of the visit's message ids: unique to the visit. */
  visitId: string;
  shopper: Shopper;
  device: ShopperDevice;
  source: TrafficSource;
  loggedIn: boolean;
}): Browser {
  const { visitId, shopper, device, source } = settings;
  const { account, consent } = shopper;
  let page = home;
  let referrer = source.referrer;
  let isLoggedIn = settings.loggedIn;
  let sent = 0;

  const lasting: JsonObject = {
    library: { name: "analytics.js", version: "2.11.1" },
    locale: "de-DE",
    timezone: "Europe/Berlin",
    userAgent: device.userAgent,
    consent: {
      categoryPreferences: { analytics: true, personalization: consent.personalization, marketing: consent.marketing },
    },
    ...(source.campaign ? { campaign: source.campaign } : {}),
  };
  const pageContext = () => ({ path: page.path, referrer, title: page.title, url: `${shopOrigin}${page.path}` });

  function call(at: number, said: Pick<SegmentPayload, "type" | "event" | "name" | "properties" | "traits">): Move {
    sent += 1;
    return {
      kind: "event",
      at,
      payload: {
        ...said,
        messageId: `${visitId}-${sent}`,
        timestamp: new Date(at).toISOString(),
        anonymousId: device.anonymousId,
        ...(isLoggedIn ? { userId: account.userId } : {}),
        context: { ...lasting, page: pageContext() },
      },
    };
  }

  return {
    get page() {
      return page;
    },
    get isLoggedIn() {
      return isLoggedIn;
    },
    open(at, next) {
      if (sent > 0) referrer = `${shopOrigin}${page.path}`;
      page = next;
      return call(at, { type: "page", name: page.name, properties: pageContext() });
    },
    track: (at, event, properties) => call(at, { type: "track", event, properties }),
    logIn(at) {
      isLoggedIn = true;
      const { email, firstName, lastName } = account;
      return call(at, { type: "identify", traits: { email, firstName, lastName } });
    },
    decisionContext: () => ({ ...lasting, device: device.kind, page: pageContext() }),
  };
}
