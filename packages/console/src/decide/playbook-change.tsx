import type { PlaybookPlan } from "@attune/model/playbook-report";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useApply, usePlan, useRollback } from "../api/playbook.ts";
import form from "../parts/form.module.css";
import { Allowed } from "../parts/not-for-role.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { PlanView } from "./plan-view.tsx";

interface PlaybookChangeProps {
  /** The whole text that is to run, and the revision that it was made from. */
  text: string;
  from: number;
  /** What the change is for, where the page knows. */
  note?: string;
  /** Where what was put in place is seen. */
  seen?: { label: string; route: string };
}

/** The way of every change of the playbook: look at what it changes and for whom, put it in place, undo it. */
export function PlaybookChange({ text, from, note: usual = "", seen }: PlaybookChangeProps) {
  const plan = usePlan();
  const apply = useApply();
  const undo = useRollback();
  const [note, setNote] = useState(usual);
  // The plan of another text is no plan of this one.
  const [planned, setPlanned] = useState<string | null>(null);
  const isCurrent = planned === text && plan.data !== undefined;
  const look = () => {
    apply.reset();
    undo.reset();
    setPlanned(text);
    plan.mutate(text);
  };
  const isDone = apply.data !== undefined && planned === text;
  // After it was applied, the page's own revision is the new one.
  const before = apply.variables?.expected ?? 0;
  return (
    <div className={form.stack}>
      {isDone ? null : (
        <div className={form.buttons}>
          <Button onClick={look} loading={plan.isPending} variant={isCurrent ? "default" : "filled"}>
            {isCurrent ? "Look again" : "Look at what it changes"}
          </Button>
        </div>
      )}
      {plan.error && planned === text ? <Trouble error={plan.error} /> : null}
      {isCurrent && plan.data && !isDone ? (
        <>
          <PlanView plan={plan.data} />
          <Allowed to="edit">
            <div className={form.row}>
              <TextInput
                className={form.grow ?? ""}
                label="Why (kept in the history)"
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
              />
              <Button
                loading={apply.isPending}
                disabled={plan.data.changes.length === 0 || hasHardErrors(plan.data)}
                onClick={() => apply.mutate({ file: text, note, expected: from, accept: acceptedOf(plan.data) })}
              >
                {acceptedOf(plan.data).length === 0 ? "Put it in place" : "Put it in place all the same"}
              </Button>
            </div>
          </Allowed>
        </>
      ) : null}
      {apply.error ? <Trouble error={apply.error} /> : null}
      {isDone && apply.data ? (
        <div className={form.row} role="status">
          <p>
            {undo.data
              ? `Undone: revision ${undo.data.revision.revision} is again what ran before.`
              : `It runs now, as revision ${apply.data.revision.revision}.`}
          </p>
          {undo.data || before === 0 ? null : (
            <Button
              variant="default"
              loading={undo.isPending}
              onClick={() => undo.mutate({ to: before, expected: apply.data.revision.revision })}
            >
              Undo
            </Button>
          )}
          {seen === undefined || undo.data ? null : <a href={seen.route}>{seen.label}</a>}
          <a href="#/playbook/history">History</a>
        </div>
      ) : null}
      {undo.error ? <Trouble error={undo.error} /> : null}
    </div>
  );
}

const errorsOf = ({ check }: PlaybookPlan) => check.findings.filter(({ severity }) => severity === "error");
const hasHardErrors = (plan: PlaybookPlan) => errorsOf(plan).some(({ acceptable }) => acceptable !== true);
const acceptedOf = (plan: PlaybookPlan) => [...new Set(errorsOf(plan).map(({ code }) => code))];
