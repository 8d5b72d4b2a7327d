import type { Job } from "@attune/model/job";
import { formatCount } from "../format/number.ts";
import style from "./busy.module.css";

/** Long work under way: how far it is, where that is known. */
export function Busy({ what, progress }: { what: string; progress: Job["progress"] | null }) {
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
    </div>
  );
}
