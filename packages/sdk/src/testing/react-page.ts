import { createElement } from "react";
import { createRoot } from "react-dom/client";
import { createAttune } from "../browser.ts";
import { useDecision } from "../react.ts";

/** The page of the React hook's test: two placements. */
const attune = createAttune({
  url: "",
  writeKey: "wk",
  limitMs: 20_000,
  consent: { analytics: true, personalization: true },
});

function Slot({ placementId }: { placementId: string }) {
  const { state, decision, ref } = useDecision(attune, placementId);
  const visibility = state === "waiting" ? "hidden" : "visible";
  return createElement("h1", { ref, style: { visibility } }, String(decision?.content.headline ?? "Welcome"));
}

const root = document.getElementById("root");
if (root !== null)
  createRoot(root).render(["hero", "side"].map((id) => createElement(Slot, { key: id, placementId: id })));
