import { addWhyButtons } from "@attune/sdk/why";
import { showAccount } from "./account.ts";
import { showCartCount } from "./cart.ts";
import { showCart } from "./cart-page.ts";
import { loadCatalogue } from "./catalogue.ts";
import { showCheckout } from "./checkout.ts";
import { watchExit } from "./exit-intent.ts";
import { keep, readKept } from "./kept.ts";
import { showThanks } from "./order-confirmation.ts";
import { readPageFacts } from "./page-facts.ts";
import { readPreview } from "./preview-choice.ts";
import { previewPage } from "./preview-page.ts";
import { showPreviewer } from "./preview-panel.ts";
import { showProduct } from "./product.ts";
import { openChoices, startClient } from "./start-client.ts";
import { tellListing } from "./tell-listing.ts";

const facts = readPageFacts();
const catalogue = loadCatalogue();
const preview = readPreview();
showCartCount();

if (preview.as === "me") {
  const attune = startClient(facts, catalogue);
  attune.page(facts.page);
  addWhyButtons(attune, {
    onPreferences: () => openChoices(attune, facts.writeKey),
    onNotInterested: ({ decision }) => {
      const items = decision.items.map(({ itemId }) => itemId);
      keep("unwanted", [...new Set([...readKept<string[]>("unwanted", []), ...items])].slice(-200));
    },
  });
  const parts = { attune, facts, catalogue };
  if (facts.page === "Product") void showProduct(parts);
  if (facts.page === "Category" || facts.page === "Search") tellListing(parts);
  if (facts.page === "Cart") void showCart(parts);
  if (facts.page === "Checkout") void showCheckout(parts);
  if (facts.page === "Order Confirmation") void showThanks(parts);
  if (facts.page === "Account") void showAccount(parts);
  watchExit(parts);
  showPreviewer(facts, preview, () => attune.anonymousId());
} else {
  // Somebody else's page: without a client, so that nothing is told in their name.
  void previewPage(facts, preview, catalogue);
  showPreviewer(facts, preview, () => "");
}
