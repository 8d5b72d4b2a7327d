import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Item } from "@attune/model/item";
import fastifyCompress from "@fastify/compress";
import fastifyStatic from "@fastify/static";
import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";

/** A year: built files carry a hash of their content in their names. */
const immutable = "public, max-age=31536000, immutable";

/** The console at `/` and the storefront at `/shop/`, where they have been built. */
export async function staticRoutes(app: FastifyInstance, { instance, projectDirectory }: AppOptions): Promise<void> {
  const console = fileURLToPath(new URL("packages/console/build/", projectDirectory));
  const storefront = fileURLToPath(new URL("packages/storefront/build/", projectDirectory));

  app.get("/shop/config.json", { config: { access: "open" }, schema: { hide: true } }, async (_request, reply) =>
    reply.header("cache-control", "no-store").send({ writeKey: instance.keys.writeKey }),
  );
  app.get("/shop/catalogue.json", { config: { access: "open" }, schema: { hide: true } }, async (_request, reply) => {
    const found = await instance.engine.stores.definitions.list("item", null, 1000);
    const items = found.map(({ document }) => withoutCost(document as unknown as Item));
    return reply.header("cache-control", "no-cache").send({ items });
  });
  const isStorefrontBuilt = existsSync(storefront);
  if (isStorefrontBuilt) await serveFolder(app, storefront, "/shop/", false);
  // Trailing slashes are ignored, so that this answers `/shop/` too, which the folder's own route then never sees.
  app.get("/shop", { config: { access: "open" }, schema: { hide: true } }, async (_request, reply) =>
    isStorefrontBuilt ? reply.redirect("/shop/index.html") : reply.type("text/html").send(notBuilt("storefront")),
  );
  if (existsSync(console)) await serveFolder(app, console, "/", true);
  else
    app.get("/", { config: { access: "open" }, schema: { hide: true } }, async (_request, reply) =>
      reply.type("text/html").send(notBuilt("console")),
    );
}

/** What everybody may know of an item: what it cost the shop is nobody's business. */
function withoutCost({ costMicros, ...item }: Item): Omit<Item, "costMicros"> {
  return item;
}

async function serveFolder(app: FastifyInstance, root: string, prefix: string, decorateReply: boolean): Promise<void> {
  await app.register(async (folder) => {
    // Whoever may load the page may load its files; the page itself asks the API with a key.
    folder.addHook("onRoute", (route) => {
      route.config = { ...route.config, access: "open", whileStopping: true };
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

function notBuilt(name: string): string {
  return `<!doctype html><html lang="en"><title>Attune</title><p>The ${name} has not been built. The API is described at <a href="/docs">/docs</a>.</p></html>`;
}
