import { cp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { AttuneError } from "@attune/model/errors";
import type { Instance } from "../instance/instance.ts";
import { modelFolder, serveRegistered } from "../recommenders/model-files.ts";
import { backupFolder, type ExportManifest, hashOf, manifestName } from "./export-all.ts";

/** Takes an export in, in place of what is there (which is moved aside): every file is compared with the manifest first. */
export async function importAll(instance: Instance, directory: string): Promise<{ entries: number; movedTo: string }> {
  const manifest = await readManifest(directory);
  for (const { path, bytes, sha256 } of manifest.files) {
    const found = await hashOf(join(directory, path)).catch(() => null);
    if (found?.bytes !== bytes || found.sha256 !== sha256)
      throw new AttuneError("bad-request", `${path} is not as it was exported.`, { path: "directory" });
  }
  const restored = await instance.restore(join(directory, backupFolder));
  await cp(join(directory, "models"), await modelFolder(instance), { recursive: true });
  await serveRegistered(instance);
  return restored;
}

async function readManifest(directory: string): Promise<ExportManifest> {
  const told = `${directory} holds no export: there is no ${manifestName} of attune export all.`;
  const text = await readFile(join(directory, manifestName), "utf8").catch(() => {
    throw new AttuneError("bad-request", told, { path: "directory" });
  });
  const manifest = JSON.parse(text) as ExportManifest;
  const isSafe = manifest.files?.every(({ path }) => !path.startsWith("/") && !path.split("/").includes(".."));
  if (manifest.schema !== "attune.export/1" || isSafe !== true)
    throw new AttuneError("bad-request", told, { path: "directory" });
  return manifest;
}
