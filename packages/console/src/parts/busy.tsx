import type { Job } from "@attune/model/job";
import { formatCount } from "../format/number.ts";
import style from "./busy.module.css";
import { CallOff } from "./call-off.tsx";

interface BusyProps {
  what: string;
  progress: Job["progress"] | null;
  /** Of the work, where it can be called off; null: it has not begun yet. */
  jobId?: string | null;
}

/** Long work under way: how far it is, where that is known, and how to end it. */
export function Busy({ what, progress, jobId = null }: BusyProps) {
  const isMeasured = progress !== null && progress.total !== null && progress.total > 0;
  return (
    <div className={style.busy} role="status">
      <span>
        {what}
        {isMeasured
          ? `: ${formatCount(progress.done)} of ${formatCount(progress.total ?? 0)} ${progress.unit}`
          : progress !== null && progress.done > 0
            ? `: ${formatCount(progress.done)} ${progress.unit}`
            : " …"}
      </span>
      <progress
        className={style.bar}
        aria-label={what}
        {...(isMeasured ? { value: progress.done, max: progress.total ?? 1 } : {})}
      />
      {jobId === null ? null : <CallOff jobId={jobId} what={what} />}
    </div>
  );
}
