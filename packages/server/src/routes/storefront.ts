import { hash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Item } from "@attune/model/item";
import { defaultPrivacy } from "@attune/model/privacy";
import { productPicture, scenePicture } from "@attune/storefront/pages/product-picture";
import { renderShop } from "@attune/storefront/pages/render-shop";
import { type ShopItem, shopItemOf } from "@attune/storefront/pages/shop-item";
import type { ShopView } from "@attune/storefront/pages/shop-view";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { AppOptions } from "../http/app-options.ts";

/** The shop shows a demo's catalogue, not a warehouse. */
const mostItems = 1_000;
/** The catalogue is read again after so many milliseconds. */
const freshMs = 5_000;

interface Built {
  script: string;
  sheet: string;
}

/**
 * The storefront's pages, products and pictures: written from the catalogue and the playbook alone, the same for everybody, so that any cache may keep
 * them. What is personal is decided in the browser, by `/v1/decide`, which no cache keeps.
 */
export function storefrontRoutes(app: FastifyInstance, { instance, projectDirectory }: AppOptions): void {
  const open = { config: { access: "open" as const }, schema: { hide: true } };
  const built = readBuilt(fileURLToPath(new URL("packages/storefront/build/manifest.json", projectDirectory)));
  let read: { at: number; items: Promise<ShopItem[]> } | null = null;

  async function readItems(): Promise<ShopItem[]> {
    const found = await instance.engine.stores.definitions.list("item", null, mostItems);
    return found.map(({ document }) => shopItemOf(document as unknown as Item));
  }
  function items(): Promise<ShopItem[]> {
    const at = instance.clock();
    if (read === null || at - read.at > freshMs || at < read.at) read = { at, items: readItems() };
    read.items.catch(() => {
      read = null;
    });
    return read.items;
  }
  async function view({ script, sheet }: Built): Promise<ShopView> {
    const all = await items();
    const { playbook } = instance.engine;
    const { name, currency } = instance.engine.business();
    return {
      name,
      currency: currency ?? "EUR",
      script,
      sheet,
      writeKey: instance.keys.writeKey,
      items: all,
      featured: all.filter(({ available }) => available),
      placements: new Set(Object.keys(playbook.placements)),
      askFirst: (playbook.privacy ?? defaultPrivacy).askFirst,
    };
  }

  app.get("/shop/config.json", open, async (_request, reply) =>
    reply.header("cache-control", "no-store").send({ writeKey: instance.keys.writeKey }),
  );
  app.get("/shop/catalogue.json", open, async (request, reply) =>
    answer(request, reply, "application/json; charset=utf-8", JSON.stringify({ items: await items() }), 60),
  );
  app.get<{ Params: { file: string } }>("/shop/pictures/:file", open, async (request, reply) => {
    const itemId = request.params.file.replace(/\.svg$/, "");
    const item = (await items()).find((one) => one.itemId === itemId);
    if (item === undefined && itemId !== "scene") return reply.callNotFound();
    const picture = item === undefined ? scenePicture() : productPicture(item);
    return answer(request, reply, "image/svg+xml; charset=utf-8", picture, 3_600);
  });

  async function page(request: FastifyRequest, reply: FastifyReply, path: string): Promise<FastifyReply> {
    if (built === null) return reply.type("text/html; charset=utf-8").send(notBuilt);
    const { status, html } = renderShop(
      await view(built),
      path,
      new URLSearchParams(request.url.split("?", 2)[1] ?? ""),
    );
    return answer(request, reply.code(status), "text/html; charset=utf-8", html, 0);
  }
  app.get("/shop", open, async (request, reply) => page(request, reply, ""));
  app.get<{ Params: { "*": string } }>("/shop/*", open, async (request, reply) =>
    page(request, reply, request.params["*"]),
  );
}

/** Sends what is the same for everybody: caches may keep it for so many seconds, and then ask whether it changed. */
function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  type: string,
  body: string,
  maxAgeSeconds: number,
): FastifyReply {
  const etag = `"${hash("sha256", body).slice(0, 20)}"`;
  reply
    .header("etag", etag)
    .header("cache-control", maxAgeSeconds === 0 ? "no-cache" : `public, max-age=${maxAgeSeconds}`);
  if (reply.statusCode === 200 && request.headers["if-none-match"] === etag) return reply.code(304).send();
  return reply.type(type).send(body);
}

/** Where the build put the script and the sheet; null where the storefront has not been built. */
function readBuilt(manifest: string): Built | null {
  try {
    const files = JSON.parse(readFileSync(manifest, "utf8")) as Record<string, { file: string }>;
    const script = files["src/browser/main.ts"]?.file;
    const sheet = files["src/shop.css"]?.file;
    return script === undefined || sheet === undefined ? null : { script: `/shop/${script}`, sheet: `/shop/${sheet}` };
  } catch {
    return null;
  }
}

const notBuilt = `<!doctype html><html lang="en"><title>Attune</title><p>The storefront has not been built. The API is described at <a href="/docs">/docs</a>.</p></html>`;
