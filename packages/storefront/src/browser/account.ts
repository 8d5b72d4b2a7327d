import { html } from "../pages/markup.ts";
import { moneyText } from "../pages/money-text.ts";
import { byId, draw } from "./draw.ts";
import { keep, readKept } from "./kept.ts";
import type { PastOrder } from "./past-order.ts";
import { type Customer, signIn, signOut } from "./sign-in.ts";
import { openChoices, type PageParts } from "./start-client.ts";

interface WhyAnswer {
  told: string;
  decisions: Array<{
    at: string;
    placements: Array<{ placementId: string; what: string; reasons: string[]; dataUsed: string[] }>;
  }>;
}

const purposes = [
  ["analytics", "Measurement"],
  ["personalization", "Personalization"],
  ["marketing", "Messages"],
] as const;

/** The account: who, orders, and the shopper's say. */
export async function showAccount({ attune, facts, catalogue }: PageParts): Promise<void> {
  const all = await catalogue;

  function showWho(): void {
    const customer = readKept<Customer | null>("customer", null);
    if (customer === null) return;
    draw(
      byId("who"),
      html`<p>Signed in as <b>${customer.firstName || customer.email}</b><br><span class="soft small">${customer.email}</span></p><button type="button" class="button quiet" id="sign-out">Sign out</button>`,
    );
    byId("sign-out").addEventListener("click", () => {
      signOut(attune);
      location.reload();
    });
  }
  document.getElementById("sign-in")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const data = new FormData(event.target as HTMLFormElement);
    signIn(attune, { email: String(data.get("email")).trim(), firstName: String(data.get("firstName")).trim() });
    attune.track("Signed In");
    showWho();
  });

  function showChoices(): void {
    const now = attune.consent.current();
    draw(
      byId("choices"),
      html`<ul class="plain">${purposes.map(([purpose, name]) => html`<li><b class="${now[purpose] ? "on" : "off"}">${now[purpose] ? "on" : "off"}</b> ${name}</li>`)}</ul>${attune.consent.isRefusedByBrowser() ? html`<p class="soft small">Your browser sends Global Privacy Control: personalization and messages stay off.</p>` : null}`,
    );
  }
  byId("preferences").addEventListener("click", () => openChoices(attune, facts.writeKey));
  attune.consent.onChange(showChoices);

  function showUnwanted(): void {
    const unwanted = readKept<string[]>("unwanted", []);
    if (unwanted.length === 0) return;
    draw(
      byId("unwanted"),
      html`<p>${unwanted.map((itemId) => all.get(itemId)?.name ?? itemId).join(", ")}</p><button type="button" class="button quiet" id="want-again">Show them again</button>`,
    );
    byId("want-again").addEventListener("click", () => {
      keep("unwanted", []);
      attune.track("Interested Again", { products: unwanted.map((itemId) => ({ product_id: itemId })) });
      draw(byId("unwanted"), html`<p class="soft" role="status">They may be shown again.</p>`);
    });
  }
  const orders = readKept<PastOrder[]>("orders", []);
  if (orders.length > 0)
    draw(
      byId("orders"),
      html`<ul class="plain">${orders.map(({ orderId, at, sum, lines }) => html`<li><b>${orderId}</b>, ${new Date(at).toLocaleDateString("en-IE")}, ${lines.length} ${lines.length === 1 ? "product" : "products"}, ${moneyText(sum.total, facts.currency)}</li>`)}</ul>`,
    );

  showWho();
  showChoices();
  showUnwanted();
  await showWhy(attune.anonymousId(), facts.writeKey);
}

/** What the server knows of what was shown, and why, in words for the shopper. */
async function showWhy(anonymousId: string, writeKey: string): Promise<void> {
  const response = await fetch(`/v1/privacy/why?anonymousId=${encodeURIComponent(anonymousId)}`, {
    headers: { authorization: `Bearer ${writeKey}` },
  }).catch(() => undefined);
  if (response?.ok !== true) return;
  const { told, decisions } = (await response.json()) as WhyAnswer;
  const latest = decisions
    .flatMap(({ at, placements }) => placements.map((placement) => ({ at, ...placement })))
    .slice(0, 12);
  draw(
    byId("why"),
    html`<p class="soft">${told}</p>${latest.length === 0 ? html`<p class="soft">Nothing was chosen for you yet.</p>` : html`<ul class="plain reasons">${latest.map(({ at, what, reasons, dataUsed }) => html`<li><b>${what}</b> <span class="soft small">${new Date(at).toLocaleString("en-IE", { dateStyle: "medium", timeStyle: "short" })}</span><br>${reasons.join(" ")}${dataUsed.length > 0 ? html`<br><span class="soft small">From: ${dataUsed.join(", ")}</span>` : null}</li>`)}</ul>`}`,
  );
}
