import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import type { FastifyInstance } from "fastify";
import type { AppOptions } from "../http/app-options.ts";

interface Bundle {
  plain: Buffer;
  gzip: Buffer;
  etag: string;
}

/** Browsers ask again after this time, and are told in one line that nothing changed. */
const cacheControl = "public, max-age=600, stale-while-revalidate=86400";

/** The browser client at `/sdk/attune.js`, for pages of any origin: `attune.mjs` as a module, and what stands beside it. */
export function sdkRoutes(app: FastifyInstance, { projectDirectory }: AppOptions): void {
  const bundles = readBundles(fileURLToPath(new URL("packages/sdk/build/", projectDirectory)));

  app.get<{ Params: { file: string } }>(
    "/sdk/:file",
    { config: { access: "open", whileNotServing: true }, schema: { hide: true } },
    async (request, reply) => {
      const bundle = bundles.get(request.params.file);
      if (bundle === undefined) return reply.callNotFound();
      // Public scripts, asked for without credentials: pages of every origin may load and read them, also as modules.
      reply.header("access-control-allow-origin", "*").header("cross-origin-resource-policy", "cross-origin");
      reply.header("cache-control", cacheControl).header("etag", bundle.etag).header("vary", "Accept-Encoding");
      if (request.headers["if-none-match"] === bundle.etag) return reply.code(304).send();
      reply.type("text/javascript; charset=utf-8");
      const takesGzip = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
      if (takesGzip) reply.header("content-encoding", "gzip");
      return reply.send(takesGzip ? bundle.gzip : bundle.plain);
    },
  );
}

/** A few small files, kept in memory; none where the client has not been built. */
function readBundles(folder: string): ReadonlyMap<string, Bundle> {
  const bundles = new Map<string, Bundle>();
  for (const file of filesIn(folder)) {
    const plain = readFileSync(`${folder}${file}`);
    bundles.set(file, { plain, gzip: gzipSync(plain, { level: 9 }), etag: `"${hash("sha256", plain).slice(0, 20)}"` });
  }
  return bundles;
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((file) => /\.m?js$/.test(file));
  } catch {
    return [];
  }
}
