import type { DecideResponse } from "@attune/model/decision";
import { html, type Markup } from "../pages/markup.ts";
import { ask, askPreview } from "./ask-preview.ts";
import { byId, draw } from "./draw.ts";
import type { PageFacts } from "./page-facts.ts";
import { type PersonNamespace, type PreviewChoice, writePreview } from "./preview-choice.ts";

/** The switch: the shop as oneself, as another shopper, as somebody held out, and why. For who is signed in to the console. */
export function showPreviewer(facts: PageFacts, choice: PreviewChoice, ownId: () => string): void {
  const button = byId("see-as");
  button.hidden = false;
  button.addEventListener("click", () => void openSwitch(choice));
  if (choice.as !== "me") showBar(choice);
  if (choice.trace) void showTrace(facts, choice, ownId());
}

const whoOf = (choice: PreviewChoice) =>
  choice.as === "held-out" ? "somebody held out of everything" : choice.as === "person" ? choice.id : "yourself";

function showBar(choice: PreviewChoice): void {
  const bar = document.createElement("aside");
  bar.className = "preview-bar";
  bar.setAttribute("aria-label", "Preview");
  draw(
    bar,
    html`<p>You see the shop as <b>${whoOf(choice)}</b>. Nothing is recorded.</p><button type="button" class="link">Change</button><button type="button" class="link" id="as-me">Back to yourself</button>`,
  );
  bar.querySelector("button")?.addEventListener("click", () => void openSwitch(choice));
  document.body.append(bar);
  byId("as-me").addEventListener("click", () => go({ as: "me", trace: false }));
}

function go(choice: PreviewChoice): void {
  writePreview(choice);
  location.reload();
}

async function openSwitch(choice: PreviewChoice): Promise<void> {
  const dialog = document.createElement("dialog");
  dialog.className = "offer switch";
  dialog.setAttribute("aria-labelledby", "switch-title");
  const radio = (value: PreviewChoice["as"], name: string, what: string) =>
    html`<label class="option"><input type="radio" name="as" value="${value}"${choice.as === value ? html` checked` : null}><span><b>${name}</b><span>${what}</span></span></label>`;
  draw(
    dialog,
    html`<h2 id="switch-title">See the shop as…</h2><form method="dialog" class="fields">
${radio("me", "Yourself", "Recorded, as every visit is")}
${radio("person", "Another shopper", "By user id, or by the id of a browser")}
<label class="who">Shopper <input name="id" list="shoppers" value="${choice.as === "person" ? choice.id : ""}" autocomplete="off"></label><datalist id="shoppers"></datalist>
${radio("held-out", "Somebody held out", "Who gets no personalization, so that it can be measured")}
<label class="check"><input type="checkbox" name="trace"${choice.trace ? html` checked` : null}> Show how each place was decided</label>
<p class="said" role="alert"></p>
<div class="two"><button class="button" value="go">Show</button><button class="button quiet" value="cancel" formnovalidate>Cancel</button></div></form>`,
  );
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  let seen: ReadonlyMap<string, PersonNamespace> = new Map();
  const form = dialog.querySelector("form")!;
  form.addEventListener("submit", (event) => {
    if ((event.submitter as HTMLButtonElement | null)?.value !== "go") return;
    event.preventDefault();
    const data = new FormData(form);
    const text = (name: string) => String(data.get(name) ?? "").trim();
    const say = (words: string) => {
      dialog.querySelector(".said")!.textContent = words;
    };
    const trace = data.has("trace");
    const as = text("as");
    if (as === "me" && !trace) return go({ as: "me", trace });
    if (as === "person" && text("id") === "") return say("Whom? Give the id of a shopper.");
    const chosen: PreviewChoice =
      as === "person"
        ? { as, namespace: seen.get(text("id")) ?? "userId", id: text("id"), trace }
        : { as: as === "held-out" ? "held-out" : "me", trace };
    void isSignedIn().then((is) =>
      is
        ? go(chosen)
        : say("What others see is not for everybody: sign in to the console in this browser, then come back."),
    );
  });
  dialog.showModal();
  seen = await recentShoppers();
  const list = dialog.querySelector("datalist");
  if (list !== null) draw(list, html`${[...seen.keys()].map((id) => html`<option value="${id}"></option>`)}`);
}

async function isSignedIn(): Promise<boolean> {
  try {
    return ((await ask("/v1/session")) as { account: object | null }).account !== null;
  } catch {
    return false;
  }
}

/** Who was here lately, and by what they are known: by their profile where their ids are masked; nobody for who is not signed in. */
async function recentShoppers(): Promise<ReadonlyMap<string, PersonNamespace>> {
  try {
    if (!(await isSignedIn())) return new Map();
    const { events } = (await ask("/v1/collect/events?limit=100")) as {
      events: Array<{ profileId: string; identifiers: string[] }>;
    };
    return new Map(events.flatMap(({ profileId, identifiers }) => identifiers.flatMap((key) => known(key, profileId))));
  } catch {
    return new Map();
  }
}

function known(key: string, profileId: string): Array<[string, PersonNamespace]> {
  const match = /^(user_id|anonymous_id):(.+)$/.exec(key);
  if (match === null) return [];
  if (match[2]!.startsWith("~")) return [[profileId, "profileId"]];
  return [[match[2]!, match[1] === "user_id" ? "userId" : "anonymousId"]];
}

async function showTrace(facts: PageFacts, choice: PreviewChoice, ownId: string): Promise<void> {
  const panel = document.createElement("section");
  panel.className = "trace wide";
  panel.setAttribute("aria-label", "How this page was decided");
  byId("main").append(panel);
  try {
    draw(panel, traceOf(await askPreview(facts, choice, ownId), choice));
  } catch (error) {
    draw(
      panel,
      html`<h2>How this page was decided</h2><p role="alert">${error instanceof Error ? error.message : "It cannot be told."}</p>`,
    );
  }
}

function traceOf({ placements, trace = [] }: DecideResponse, choice: PreviewChoice): Markup {
  return html`<h2>How this page is decided for ${whoOf(choice)}</h2>${Object.entries(placements).map(
    ([placementId, { tacticId, variantId, holdout, reason, items }]) => html`<h3>${placementId}</h3>
<p>${tacticId === null ? "The placement's own content" : html`<b>${tacticId}</b>${variantId === null ? null : ` (${variantId})`}`}${holdout ? ", held out" : ""}: ${reason}</p>
${items.length > 0 ? html`<p class="soft small">${items.map(({ itemId, reason: why }) => `${itemId} (${why})`).join(", ")}</p>` : null}
<ul class="plain">${trace.filter((line) => line.placementId === placementId).map(({ tacticId: considered, outcome, reason: why }) => html`<li><code>${considered}</code> <b>${outcome}</b> ${why}</li>`)}</ul>`,
  )}`;
}
