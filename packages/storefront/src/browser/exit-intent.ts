import { html } from "../pages/markup.ts";
import { cartCount } from "./cart.ts";
import { applyCoupon } from "./coupon.ts";
import { draw } from "./draw.ts";
import type { PageParts } from "./start-client.ts";

const placement = "exit-offer";
const pages = new Set(["Home", "Category", "Search", "Product", "Cart"]);
const idleMs = 45_000;

/**
 * Asks, once a visit, what to offer to somebody who is about to leave with something in the cart: the pointer leaves at the top, or nothing happens
 * for a while on a screen without a pointer. Only then is a decision asked for, so that only those people are counted.
 */
export function watchExit({ attune, facts }: PageParts): void {
  if (!facts.placements.includes(placement) || !pages.has(facts.page)) return;
  const hasPointer = matchMedia("(hover: hover)").matches;
  let timer = 0;
  const stop = new AbortController();
  const { signal } = stop;
  const leave = () => {
    if (cartCount() === 0 || wasAsked()) return;
    stop.abort();
    clearTimeout(timer);
    void offer(attune);
  };
  document.addEventListener(
    "mouseout",
    ({ relatedTarget, clientY }) => {
      if (relatedTarget === null && clientY <= 0) leave();
    },
    { signal },
  );
  if (hasPointer) return;
  const wait = () => {
    clearTimeout(timer);
    timer = window.setTimeout(leave, idleMs);
  };
  for (const sign of ["pointerdown", "scroll", "keydown"])
    document.addEventListener(sign, wait, { signal, passive: true });
  wait();
}

async function offer(attune: PageParts["attune"]): Promise<void> {
  const { decisionId, placements } = await attune.decide([placement]);
  const decision = placements[placement];
  const { headline, code } = decision?.content ?? {};
  if (decision === undefined || typeof headline !== "string") return;
  const dialog = document.createElement("dialog");
  dialog.className = "offer";
  dialog.setAttribute("aria-labelledby", "offer-title");
  draw(
    dialog,
    html`<h2 id="offer-title">${headline}</h2><p>Your cart stays as it is, for as long as you like.</p>
${typeof code === "string" ? html`<p>Code <b class="code">${code}</b></p><button type="button" class="button" id="offer-take">Use it</button>` : null}
<form method="dialog"><button class="link">No, thank you</button></form>`,
  );
  document.body.append(dialog);
  const stop = attune.expose(dialog, placement, decision, decisionId);
  dialog.querySelector("#offer-take")?.addEventListener("click", () => {
    if (typeof code === "string" && applyCoupon(code)) attune.commerce.couponApplied({ coupon_id: code });
    location.assign("/shop/cart");
  });
  dialog.addEventListener("close", () => {
    stop();
    dialog.remove();
  });
  dialog.showModal();
}

function wasAsked(): boolean {
  try {
    if (sessionStorage.getItem("shop.exit") !== null) return true;
    sessionStorage.setItem("shop.exit", "1");
    return false;
  } catch {
    return true;
  }
}
