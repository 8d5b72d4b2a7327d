import { defineConfig } from "vite";

/** Three pages of plain HTML, served by the server at `/shop/`. */
export default defineConfig({
  base: "./",
  resolve: { conditions: ["attune-source", "module", "browser", "development|production"] },
  build: {
    outDir: "build",
    emptyOutDir: true,
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { input: ["index.html", "product.html", "cart.html"] },
  },
});
