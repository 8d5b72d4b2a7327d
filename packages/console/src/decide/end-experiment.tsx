import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useState } from "react";
import { useAct } from "../api/act.ts";
import type { ExperimentView } from "../api/experiments.ts";
import { consoleAuthor } from "../api/playbook.ts";
import { formatCount } from "../format/number.ts";
import { plural } from "../format/words.ts";
import form from "../parts/form.module.css";
import { Trouble } from "../parts/trouble.tsx";

/** Ends an experiment, or gives everyone another variant after its end. What follows from it is said before it is done. */
export function EndExperiment({ experiment }: { experiment: ExperimentView }) {
  const { experimentId, status, variants, control, run } = experiment;
  const act = useAct();
  const isRunning = status === "running";
  const other =
    variants.find(({ variantId }) => variantId !== (isRunning ? control : run?.shown))?.variantId ?? control;
  const [variant, setVariant] = useState(other);
  const [reason, setReason] = useState("");
  const [holdoutPercent, setHoldoutPercent] = useState("");
  const [asked, setAsked] = useState<"ship" | "stop" | null>(null);
  const why = reason.trim() === "" ? {} : { reason: reason.trim() };
  const share = Number(holdoutPercent) / 100;
  const mayHoldOut = isRunning && variant !== control;
  const holdout = mayHoldOut && share > 0 ? { holdout: share } : {};
  const carryOut = () =>
    act.mutate({
      path: `/v1/experiments/${encodeURIComponent(experimentId)}/${asked}`,
      body: { by: consoleAuthor, ...why, ...(asked === "ship" ? { variant, ...holdout } : {}) },
    });
  return (
    <div className={form.stack}>
      {act.error ? <Trouble error={act.error} /> : null}
      <div className={form.row}>
        <NativeSelect
          className={form.grow ?? ""}
          label={isRunning ? "Everyone gets" : "Everyone gets another"}
          value={variant}
          onChange={(event) => {
            setVariant(event.currentTarget.value);
            setAsked(null);
          }}
          data={variants.map(({ variantId }) => variantId)}
        />
        <Button variant="default" onClick={() => setAsked("ship")}>
          Ship it
        </Button>
        {isRunning ? (
          <Button variant="default" onClick={() => setAsked("stop")}>
            Stop: control for all
          </Button>
        ) : null}
      </div>
      {asked === null ? null : (
        <div className={form.stack} role="status">
          <p>
            <strong>Everyone gets {asked === "ship" ? variant : control} from now on</strong>
            {isRunning
              ? ", also who got another variant so far. The question is closed: it is not started again with these people, and its intervals stay as they were."
              : ", in place of what they get since its end."}{" "}
            {isRunning ? looksWords(run) : ""}
          </p>
          {asked === "ship" && mayHoldOut ? (
            <TextInput
              label={`Keep on ${control}, % of people`}
              description="They show whether the effect lasts, in an experiment of their own."
              inputMode="decimal"
              placeholder="0"
              value={holdoutPercent}
              onChange={(event) => setHoldoutPercent(event.currentTarget.value)}
            />
          ) : null}
          <TextInput
            label="Why (kept with it)"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          <div className={form.buttons}>
            <Button loading={act.isPending} onClick={carryOut}>
              {asked === "ship" ? `Give everyone ${variant}` : "Stop it"}
            </Button>
            <Button variant="subtle" onClick={() => setAsked(null)}>
              {isRunning ? "Let it run" : "Leave it"}
            </Button>
          </div>
        </div>
      )}
    </div>
  );
}

/** On how much the decision rests. */
function looksWords(run: ExperimentView["run"]): string {
  const last = run?.looks.at(-1);
  if (last === undefined) return "Nobody has looked at what it has shown.";
  return `At the last look it had ${formatCount(last.people)} ${plural(last.people, "person", "people")} in it.`;
}
