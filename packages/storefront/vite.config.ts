import { defineConfig } from "vite";

/** The shop's one script and one sheet; its pages are written by the server, which reads their names from the manifest. */
export default defineConfig({
  base: "/shop/",
  resolve: { conditions: ["attune-source", "module", "browser", "development|production"] },
  build: {
    outDir: "build",
    emptyOutDir: true,
    target: "es2022",
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["src/browser/main.ts", "src/shop.css"] },
  },
});
