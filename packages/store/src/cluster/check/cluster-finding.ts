/** Something that is right or wrong with an engine, and what to do about it. */
export interface ClusterFinding {
  severity: "ok" | "warn" | "error";
  engine: "jetstream" | "redis" | "clickhouse" | "clocks" | "nodes";
  message: string;
  /** Null where nothing is to be done. */
  remedy: string | null;
  /** A node that started on this would serve nobody, or lose what it acknowledged. */
  stopsServing: boolean;
}

export type EngineName = ClusterFinding["engine"];

/** Findings of one engine, one after another. */
export function findingsOf(engine: EngineName): {
  found: ClusterFinding[];
  /** Serving is impossible or unsafe. */
  refuse(message: string, remedy: string): void;
  /** What is left serves, for now. */
  error(message: string, remedy: string): void;
  warn(message: string, remedy: string): void;
} {
  const found: ClusterFinding[] = [];
  const add = (severity: "warn" | "error", stopsServing: boolean) => (message: string, remedy: string) => {
    found.push({ severity, engine, message, remedy, stopsServing });
  };
  return { found, refuse: add("error", true), error: add("error", false), warn: add("warn", false) };
}

/** The line of an engine that is well. */
export const well = (engine: EngineName, message: string): ClusterFinding => ({
  severity: "ok",
  engine,
  message,
  remedy: null,
  stopsServing: false,
});

export const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2).toLocaleString("en")} MB`;

/** Of two versions such as 2.9.10 and 2.10, whether the first is older; what cannot be read is older. */
export function isOlder(version: string, oldest: string): boolean {
  const [ours, theirs] = [version, oldest].map((text) => text.split(".").map(Number));
  for (const [index, wanted] of (theirs ?? []).entries()) {
    const part = ours?.[index] ?? 0;
    if (Number.isNaN(part) || part < wanted) return true;
    if (part > wanted) return false;
  }
  return false;
}
