import { Button } from "@mantine/core";
import { RequestError, type TroubleCode } from "../api/request.ts";
import style from "./trouble.module.css";
import { Words } from "./words.tsx";

const titles: Partial<Record<TroubleCode, string>> = {
  unreachable: "The server does not answer",
  "analytics-unavailable": "Analytics is down",
  "not-found": "Not found",
  "bad-request": "That was not accepted",
  conflict: "That cannot be done as things stand",
  "storage-full": "The disk is full",
  overloaded: "The server is busy",
  stopping: "The server is shutting down",
  "too-many-requests": "Too many requests",
  left: "Not waited for",
};

/** What went wrong, what it means and what to do, in place of what could not be shown. */
export function Trouble({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const known = error instanceof RequestError ? error : null;
  return (
    <div className={style.trouble} role="alert">
      <p className={style.title}>{(known && titles[known.code]) ?? "This could not be loaded"}</p>
      <p>
        <Words>{known?.message ?? "The page met something it did not expect."}</Words>
      </p>
      {known && known.code !== "bad-request" ? (
        <p className={style.remedy}>
          <Words>{known.remedy}</Words>
        </p>
      ) : null}
      {known?.requestId && known.code === "internal" ? (
        <p className={style.remedy}>
          Request <code>{known.requestId}</code>
        </p>
      ) : null}
      {onRetry ? (
        <Button variant="default" size="sm" onClick={onRetry}>
          Try again
        </Button>
      ) : null}
    </div>
  );
}

/** A line above what was read before: it is still shown, and no longer fresh. */
export function StaleNotice({ error }: { error: unknown }) {
  const reason = error instanceof RequestError ? error.message : "The last refresh failed.";
  return (
    <p className={style.stale} role="status">
      {reason} This is what was known before; it refreshes by itself.
    </p>
  );
}
