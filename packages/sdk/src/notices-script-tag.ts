import { showBanner } from "./banner.ts";
import { openPreferences, openPreferencesInForce } from "./preferences.ts";
import { addWhyButtons, openWhy } from "./why.ts";

/** What pages without modules load beside the client: `attuneNotices.showBanner(attune)`. */
Object.assign(window, {
  attuneNotices: { showBanner, openPreferences, openPreferencesInForce, addWhyButtons, openWhy },
});
