import "./app/mantine.css";
import "./app/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { askSession } from "./app/enter.ts";
import { viewAt } from "./app/pages.ts";
import { parseRouteAddress } from "./app/route-address.ts";

const root = document.getElementById("root");
if (root) {
  // Side by side, and before the first drawing: who is there, and the page that they asked for.
  const asked = askSession();
  void viewAt(parseRouteAddress(location.hash).segments)
    ?.view.load()
    .catch(() => {});
  createRoot(root).render(
    <StrictMode>
      <App asked={asked} />
    </StrictMode>,
  );
}
