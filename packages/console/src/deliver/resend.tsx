import { Button } from "@mantine/core";
import { useAct } from "../api/act.ts";
import { useMay } from "../app/session.ts";
import { Trouble } from "../parts/trouble.tsx";

/** Sends a message that failed once more, under the same id. */
export function Resend({ deliveryId }: { deliveryId: string }) {
  const resend = useAct<{ deliveryId: string }>();
  const mayResend = useMay("edit");
  const path = `/v1/deliveries/${encodeURIComponent(deliveryId)}/resend`;
  if (!mayResend) return null;
  return (
    <>
      <Button size="compact-sm" variant="default" loading={resend.isPending} onClick={() => resend.mutate({ path })}>
        Send again
      </Button>
      {resend.error ? <Trouble error={resend.error} /> : null}
    </>
  );
}
