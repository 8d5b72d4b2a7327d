import type { Job } from "@attune/model/job";
import { isUndetermined, type Undetermined } from "@attune/model/undetermined";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Busy } from "./busy.tsx";
import { Empty } from "./empty.tsx";
import form from "./form.module.css";
import { Allowed } from "./not-for-role.tsx";
import { NotKnown } from "./not-known.tsx";
import { Trouble } from "./trouble.tsx";

/** What `useJob` gives. */
interface AskedJob<T> {
  data: T | undefined;
  error: unknown;
  isPending: boolean;
  progress: Job["progress"] | null;
  jobId: string | null;
}

interface JobAnswerProps<T> {
  job: AskedJob<T | Undetermined>;
  /** Starts the work. */
  onStart: () => void;
  start: string;
  /** What goes on meanwhile. */
  what: string;
  /** What it will tell, before it was asked; teaches what it takes. */
  empty: { title: string; next: ReactNode };
  isReady?: boolean;
  children: (data: T) => ReactNode;
}

/** Long work: how to start it, how far it is, what came of it or why nothing did. */
export function JobAnswer<T>({ job, onStart, start, what, empty, isReady = true, children }: JobAnswerProps<T>) {
  return (
    <div className={form.stack}>
      {job.data === undefined && !job.isPending ? <Empty title={empty.title}>{empty.next}</Empty> : null}
      {job.isPending ? (
        <Busy what={what} progress={job.progress} jobId={job.jobId} />
      ) : (
        <Allowed to="study">
          <div>
            <Button disabled={!isReady} onClick={onStart}>
              {start}
            </Button>
          </div>
        </Allowed>
      )}
      {job.error ? <Trouble error={job.error} /> : null}
      {job.data === undefined ? null : isUndetermined(job.data) ? <NotKnown value={job.data} /> : children(job.data)}
    </div>
  );
}
