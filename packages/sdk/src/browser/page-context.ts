import type { JsonObject } from "@attune/model/json";

const campaignFields = ["source", "medium", "name", "term", "content"] as const;

/** What every event and request tells of the page and the browser, in Segment's form. */
export function pageContext(): JsonObject {
  const query = new URLSearchParams(location.search);
  const campaign: JsonObject = {};
  for (const field of campaignFields) {
    const value = query.get(`utm_${field === "name" ? "campaign" : field}`);
    if (value !== null) campaign[field] = value;
  }
  return {
    library: { name: "attune-browser", version: "0.1.0" },
    userAgent: navigator.userAgent,
    locale: navigator.language,
    // The screen's own, not the window's: `innerWidth` would lay the page out before the first decision is asked for.
    screen: { width: screen.width, height: screen.height },
    page: {
      path: location.pathname,
      search: location.search,
      url: location.href.split("#", 1)[0] ?? "",
      title: document.title,
      referrer: document.referrer,
    },
    ...(Object.keys(campaign).length > 0 ? { campaign } : {}),
  };
}
