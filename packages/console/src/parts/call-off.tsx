import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { callOff } from "../api/jobs.ts";
import { useMay } from "../app/session.ts";
import { Trouble } from "./trouble.tsx";

/** Ends long work, for those who may begin it. */
export function CallOff({ jobId, what }: { jobId: string; what: string }) {
  const client = useQueryClient();
  const may = useMay("study");
  const end = useMutation({
    mutationFn: () => callOff(jobId),
    onSuccess: () => client.invalidateQueries({ queryKey: ["job", jobId] }),
  });
  if (!may) return null;
  return (
    <>
      <div>
        <Button
          size="compact-sm"
          variant="default"
          loading={end.isPending || end.isSuccess}
          onClick={() => end.mutate()}
          aria-label={`Call it off: ${what}`}
        >
          Call it off
        </Button>
      </div>
      {end.error ? <Trouble error={end.error} /> : null}
    </>
  );
}
