import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { getPriority } from "node:os";

/** From so many decisions a second on, there is somebody to give way to. */
const busyPerSecond = 50;
/** A burst is over before it is worth anything. */
const busySeconds = 3;
/** Traffic comes and goes; who gives way does not change with every breath of it. */
const calmSeconds = 30;

/** `man 1 chrt`: the scheduler's classes by its options. */
type SchedulerClass = "--idle" | "--other";

/**
 * While a shop decides many times a second, those of its processes that are polite (analytics, trainings, fills: whatever has a positive niceness) run only where
 * nothing else wants to: in the idle class of Linux's scheduler (`man 7 sched`), by the `chrt` of util-linux. Niceness alone shares processor time out,
 * but lets whoever runs keep the processor for some milliseconds when the deciding thread wakes up, and makes a processor look taken that is only being lent:
 * what that costs is in docs/decisions/0017-decisions-come-first.md. Where there is no `chrt`, nothing happens. Back they come after half a
 * minute of calm, where the system lets them: without the right to, a process that was lowered stays so to its end.
 */
export function putDecisionsFirst(decisionCount: () => number, secondMs = 1_000): { stop(): void } {
  const given = new Set<number>();
  let before = decisionCount();
  let busy = 0;
  let calm = 0;

  function look(): void {
    const now = decisionCount();
    const isBusy = now - before >= busyPerSecond;
    before = now;
    busy = isBusy ? busy + 1 : 0;
    calm = isBusy ? 0 : calm + 1;
    if (busy >= busySeconds) giveWay();
    else if (calm >= calmSeconds && given.size > 0) takeBack();
  }

  function giveWay(): void {
    const polite = politeChildren();
    for (const pid of given) if (!polite.includes(pid)) given.delete(pid);
    for (const pid of polite) {
      if (given.has(pid)) continue;
      given.add(pid);
      schedule(pid, "--idle");
    }
  }

  function takeBack(): void {
    const polite = politeChildren();
    for (const pid of given) if (polite.includes(pid)) schedule(pid, "--other");
    given.clear();
  }

  const timer = setInterval(look, secondMs).unref();
  return { stop: () => clearInterval(timer) };
}

/** Processes of this one that asked for the processor politely; none where the system does not tell. */
function politeChildren(): number[] {
  let text = "";
  try {
    text = readFileSync(`/proc/${process.pid}/task/${process.pid}/children`, "utf8");
  } catch {
    return [];
  }
  return text.split(" ").map(Number).filter(isPolite);
}

function isPolite(pid: number): boolean {
  try {
    return pid > 0 && getPriority(pid) > 0;
  } catch {
    // It has ended since it was listed.
    return false;
  }
}

function schedule(pid: number, into: SchedulerClass): void {
  spawn("chrt", ["--all-tasks", into, "--pid", "0", String(pid)], { stdio: "ignore" }).once("error", () => {});
}
