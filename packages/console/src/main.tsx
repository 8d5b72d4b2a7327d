import "./app/mantine.css";
import "./app/theme.css";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { takeKeyFromAddress } from "./app/access-key.ts";
import { App } from "./app/app.tsx";

takeKeyFromAddress();
addEventListener("hashchange", takeKeyFromAddress);

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
