import { Skeleton } from "@mantine/core";
import style from "./loading.module.css";

const widths = ["72%", "94%", "60%", "86%", "78%", "52%"];

/** Lines where an answer will stand. */
export function Loading({ lines }: { lines: number }) {
  return (
    <div className={style.loading} role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are all alike and never change places.
        <Skeleton key={index} height={14} radius="sm" width={widths[index % widths.length] ?? "80%"} />
      ))}
    </div>
  );
}
