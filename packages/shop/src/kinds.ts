import type { Kind, KindId } from "./kind.ts";
import { contentKind } from "./kind-content.ts";
import { saasKind } from "./kind-saas.ts";
import { shopKind } from "./kind-shop.ts";
import { storeKind } from "./kind-store.ts";

/** Every kind of business that is simulated, with its playbook and its truth. */
export const kinds: Readonly<Record<KindId, Kind>> = {
  shop: shopKind,
  content: contentKind,
  saas: saasKind,
  store: storeKind,
};
