import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/**
 * The console is a folder of static files that the server hands out at `/`. Addresses inside it are relative and its routes live
 * behind the `#`, so that it also works below a path prefix. In development, `ATTUNE_URL` names the server that answers the API.
 */
export default defineConfig({
  base: "./",
  plugins: [react()],
  resolve: { conditions: ["attune-source", "module", "browser", "development|production"] },
  build: {
    outDir: "build",
    emptyOutDir: true,
    target: "es2022",
    // No inlined data: addresses for scripts, and no inline preload script: the content security policy forbids both.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 700,
    // What most pages are made of comes in one file, instead of in twenty that are asked for one by one.
    rolldownOptions: {
      output: {
        codeSplitting: {
          includeDependenciesRecursively: false,
          groups: [{ name: "parts", test: /console\/src\/(api|charts|format|measure|parts)\//, minShareCount: 4 }],
        },
      },
    },
  },
  server: {
    proxy: Object.fromEntries(
      ["/v1", "/health", "/metrics"].map((path) => [path, process.env.ATTUNE_URL ?? "http://127.0.0.1:8080"]),
    ),
  },
});
