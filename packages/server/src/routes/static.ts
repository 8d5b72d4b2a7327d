import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fastifyCompress from "@fastify/compress";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";

/** A year: built files carry a hash of their content in their names. */
const immutable = "public, max-age=31536000, immutable";

/** The console at `/`, and the storefront's script and sheet, where they have been built. */
export async function staticRoutes(app: FastifyInstance, { projectDirectory }: AppOptions): Promise<void> {
  const console = fileURLToPath(new URL("packages/console/build/", projectDirectory));
  const storefront = fileURLToPath(new URL("packages/storefront/build/assets/", projectDirectory));

  if (existsSync(storefront)) await serveFolder(app, storefront, "/shop/assets/", false);
  if (existsSync(console)) await serveFolder(app, console, "/", true);
  else
    app.get("/", { config: { access: "open" }, schema: { hide: true } }, async (_request, reply) =>
      reply.type("text/html").send(notBuilt),
    );
}

async function serveFolder(app: FastifyInstance, root: string, prefix: string, decorateReply: boolean): Promise<void> {
  await app.register(async (folder) => {
    // Whoever may load the page may load its files; the page itself asks the API with a key.
    folder.addHook("onRoute", (route) => {
      route.config = { ...route.config, access: "open", whileNotServing: true };
      route.schema = { ...route.schema, hide: true };
    });
    await folder.register(fastifyCompress, { encodings: ["br", "gzip"] });
    await folder.register(fastifyStatic, {
      root,
      prefix,
      decorateReply,
      wildcard: true,
      cacheControl: false,
      setHeaders: (reply, path) => {
        reply.header("cache-control", /-[\w-]{8,}\.\w+$/.test(path) ? immutable : "no-cache");
      },
    });
  });
}

const notBuilt = `<!doctype html><html lang="en"><title>Attune</title><p>The console has not been built. The API is described at <a href="/docs">/docs</a>.</p></html>`;
