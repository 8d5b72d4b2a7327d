import { useSyncExternalStore } from "react";
import type { Moment as MomentValue } from "../api/profiles.ts";
import { useBusiness } from "../api/system.ts";
import { formatClock, formatDateTime, relativeTime } from "../format/time.ts";

let now = Date.now();
const watchers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all relative times on the page, so that they tick together. */
function watch(onTick: () => void): () => void {
  watchers.add(onTick);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const watcher of watchers) watcher();
  }, 5_000);
  return () => {
    watchers.delete(onTick);
    if (watchers.size === 0) {
      clearInterval(timer);
      timer = undefined;
    }
  };
}

/** A moment: how long ago or in how long, or `clock` for the time of day; the full date is in its title. In the business's time zone. */
export function Moment({ at, clock }: { at: MomentValue; clock?: boolean }) {
  const timeZone = useBusiness().data?.timeZone;
  const current = useSyncExternalStore(watch, () => now);
  const time = typeof at === "number" ? at : Date.parse(at);
  if (Number.isNaN(time)) return <span>{String(at)}</span>;
  return (
    <time dateTime={new Date(time).toISOString()} title={`${formatDateTime(time, timeZone)} (${timeZone ?? "local"})`}>
      {clock ? formatClock(time, timeZone) : relativeTime(time, current, timeZone)}
    </time>
  );
}
