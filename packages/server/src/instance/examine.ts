import { readFile, statfs } from "node:fs/promises";
import { formatVersion } from "@attune/store/embedded/format";
import { defaultAlerts } from "../config/read-alerts.ts";
import { type DeliveryTrouble, deliveryTroubles } from "../deliver/delivery-troubles.ts";
import { entriesBehind } from "./entries-behind.ts";
import type { Instance } from "./instance.ts";
import { movedAside } from "./moved-aside.ts";

export interface Finding {
  severity: "ok" | "warn" | "error";
  message: string;
  remedy: string | null;
}

/** What `attune doctor` tells. */
export interface Examination {
  versions: Record<string, string>;
  dataDirectory: { formatVersion: number; usedBytes: number; limitBytes: number; freeDiskBytes: number | null };
  stores: { writable: boolean; detail: string; profiles: number; quarantined: Record<string, number> };
  projector: { head: number; checkpoint: number; lag: number; trouble: string | null };
  analytics: { available: boolean; detail: string };
  uptimeSeconds: number;
  findings: Finding[];
}

const packages = ["fastify", "lmdb", "chdb"];
const lowDiskBytes = 1024 ** 3;
const highLag = 100_000;

/** Looks at everything that can be wrong with an instance, without changing anything. */
export async function examine(instance: Instance): Promise<Examination> {
  const { engine, dataDirectory } = instance;
  const { stores } = engine;
  const { thresholds } = engine.playbook.alerts ?? defaultAlerts;
  const [health, analytics, projector, following, profiles, quarantined, freeDiskBytes, aside, versions, delivery] =
    await Promise.all([
      stores.health(),
      stores.analytics.health(),
      engine.projector(),
      engine.segments.state(),
      stores.state.profileCount(),
      stores.quarantine.countByCode(),
      dataDirectory === null ? null : freeBytes(dataDirectory),
      dataDirectory === null ? [] : movedAside(dataDirectory),
      versionsOf(packages),
      deliveryTroubles(engine, thresholds, instance.clock()),
    ]);
  const examination: Examination = {
    versions,
    dataDirectory: { formatVersion, usedBytes: health.usedBytes, limitBytes: health.limitBytes, freeDiskBytes },
    stores: { writable: health.writable, detail: health.detail, profiles, quarantined },
    projector: { ...projector, lag: entriesBehind(engine, projector) },
    analytics,
    uptimeSeconds: Math.round((instance.clock() - instance.startedAt) / 1000),
    findings: [],
  };
  const segments = { lag: entriesBehind(engine, following), trouble: following.trouble };
  return { ...examination, findings: findingsOf(examination, aside, segments, delivery) };
}

function findingsOf(
  { stores, analytics, projector, dataDirectory }: Examination,
  aside: readonly string[],
  following: { lag: number; trouble: string | null },
  delivery: readonly DeliveryTrouble[],
): Finding[] {
  const findings: Finding[] = [];
  if (!stores.writable) {
    findings.push({
      severity: "error",
      message: `The store cannot be written: ${stores.detail}`,
      remedy: "Free disk space; clients keep what was refused with 503 and send it again.",
    });
  }
  if (!analytics.available) {
    findings.push({
      severity: "error",
      message: `Analytics is not available: ${analytics.detail}`,
      remedy:
        "It restarts by itself; collecting and deciding go on, and it catches up. If it stays so, restart the server and read its log.",
    });
  }
  if (projector.trouble !== null || projector.lag > highLag) {
    findings.push({
      severity: "warn",
      message: `Analytics is ${projector.lag} log entries behind${projector.trouble === null ? "" : `: ${projector.trouble}`}.`,
      remedy: "Reports lag by as much. It catches up by itself; `attune replay` rebuilds it.",
    });
  }
  if (following.trouble !== null || following.lag > highLag) {
    findings.push({
      severity: "warn",
      message: `Segments are ${following.lag} log entries behind${following.trouble === null ? "" : `: ${following.trouble}`}.`,
      remedy: "Decisions are not concerned: they evaluate segments anew. Sizes and transitions catch up by themselves.",
    });
  }
  if (dataDirectory.freeDiskBytes !== null && dataDirectory.freeDiskBytes < lowDiskBytes) {
    findings.push({
      severity: "warn",
      message: `Only ${Math.round(dataDirectory.freeDiskBytes / 1024 ** 2)} MB are free on the disk of the data directory.`,
      remedy: "Free space or move the data directory before it is full.",
    });
  }
  const quarantined = Object.values(stores.quarantined).reduce((sum, count) => sum + count, 0);
  if (quarantined > 0) {
    findings.push({
      severity: "warn",
      message: `${quarantined} events are in quarantine.`,
      remedy:
        "`attune collect quarantine list` shows why; after a fix, `attune collect quarantine replay` takes them in.",
    });
  }
  for (const { message, action } of delivery) findings.push({ severity: "warn", message, remedy: action });
  for (const name of aside) {
    findings.push({
      severity: "warn",
      message: `${name} holds the data from before a restore; erasing a person does not reach it.`,
      remedy: "When the restore has proved right, delete it or run `attune privacy purge`.",
    });
  }
  return findings.length > 0 ? findings : [{ severity: "ok", message: "Nothing is wrong.", remedy: null }];
}

async function freeBytes(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
}

async function versionsOf(names: readonly string[]): Promise<Record<string, string>> {
  const own = await versionAt(new URL("../../package.json", import.meta.url));
  const versions: Record<string, string> = {
    attune: own,
    node: process.versions.node,
    platform: `${process.platform} ${process.arch}`,
  };
  for (const name of names) {
    versions[name] = await versionAt(new URL(`../../../../node_modules/${name}/package.json`, import.meta.url));
  }
  return versions;
}

async function versionAt(packageFile: URL): Promise<string> {
  try {
    return (JSON.parse(await readFile(packageFile, "utf8")) as { version: string }).version;
  } catch {
    return "unknown";
  }
}
