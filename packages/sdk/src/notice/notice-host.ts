const look = `
:host { all: initial; }
* { box-sizing: border-box; }
.notice, dialog { font: 1rem/1.5 system-ui, sans-serif; color: #1a1a1a; background: #fff; border: 1px solid #767676; border-radius: .75rem; padding: 1.25rem; }
.notice { position: fixed; z-index: 2147483000; inset-inline: 1rem; bottom: 1rem; max-width: 36rem; max-height: calc(100vh - 2rem); overflow: auto; margin-inline: auto; box-shadow: 0 .5rem 2rem rgb(0 0 0 / .25); }
dialog { max-width: min(36rem, calc(100vw - 2rem)); }
dialog::backdrop { background: rgb(0 0 0 / .5); }
h2 { margin: 0 0 .5rem; font-size: 1.2rem; line-height: 1.3; }
p, ul { margin: 0 0 .75rem; }
ul { padding-inline-start: 1.25rem; }
label { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; align-items: start; margin: 0 0 .75rem; }
label > span { grid-column: 2; }
label > .name { font-weight: 600; }
input { inline-size: 1.25rem; block-size: 1.25rem; margin: .15rem 0 0; accent-color: #1d4ed8; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
button { font: inherit; min-block-size: 2.75rem; padding: .4rem 1rem; border: 2px solid #1d4ed8; border-radius: .5rem; background: #fff; color: #1d4ed8; cursor: pointer; }
button.strong { background: #1d4ed8; color: #fff; }
button.plain { border-color: transparent; text-decoration: underline; }
:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
@media (prefers-color-scheme: dark) {
  .notice, dialog { color: #f4f4f5; background: #18181b; border-color: #a1a1aa; }
  button { background: #18181b; color: #93c5fd; border-color: #93c5fd; }
  button.strong { background: #93c5fd; color: #111827; }
  button.plain { border-color: transparent; }
}`;

/** What every notice can be told: the language of its texts, for screen readers, and the way they run. */
export interface NoticeLanguage {
  /** BCP 47: `de`. The page's own unless said. */
  lang?: string;
  dir?: "ltr" | "rtl";
}

/** A place at the end of the page that its styles do not reach. Returns the root to draw into, and what takes it away. */
export function openHost({ lang, dir }: NoticeLanguage): { root: ShadowRoot; close: () => void } {
  const host = document.createElement("div");
  if (lang !== undefined) host.lang = lang;
  if (dir !== undefined) host.dir = dir;
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(look);
  root.adoptedStyleSheets = [sheet];
  document.body.append(host);
  return { root, close: () => host.remove() };
}

/** An element with attributes and children; text is text, never markup. */
export function make<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Array<Node | string>
): HTMLElementTagNameMap[K] {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

export function makeButton(text: string, look: "strong" | "even" | "plain", onPress: () => void): HTMLButtonElement {
  const button = make("button", { type: "button", class: look }, text);
  button.addEventListener("click", onPress);
  return button;
}

/** A modal dialog: the browser keeps the focus in it, Escape closes it, and the focus goes back to where it was. */
export function openDialog(language: NoticeLanguage, title: string, fill: (close: () => void) => Node[]): void {
  const before = document.activeElement;
  const { root, close } = openHost(language);
  const heading = make("h2", { id: "title" }, title);
  const dialog = make("dialog", { "aria-labelledby": "title" });
  dialog.append(heading, ...fill(() => dialog.close()));
  dialog.addEventListener("close", () => {
    close();
    if (before instanceof HTMLElement) before.focus();
  });
  root.append(dialog);
  dialog.showModal();
}
