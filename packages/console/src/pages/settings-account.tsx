import { permissionWords, roleWords } from "@attune/model/role";
import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useBusiness } from "../api/system.ts";
import { changePassword, signOut } from "../app/enter.ts";
import { useSession } from "../app/session.ts";
import { formatDateTime } from "../format/time.ts";
import { Facts } from "../parts/facts.tsx";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Trouble } from "../parts/trouble.tsx";

/** Who one is here, what one may do, one's password, and signing out. */
export default function SettingsAccount() {
  const { answer } = useSession();
  const account = answer?.account;
  const timeZone = useBusiness().data?.timeZone;
  if (answer === null || account === null || account === undefined) return null;
  return (
    <Page title="Your account" lead={`You are signed in as ${account.name}.`}>
      <Panel title="Who you are here">
        <Facts
          facts={[
            ["E-mail", account.email],
            ["Role", `${account.role}: ${roleWords[account.role]}`],
            ["You may", answer.permissions.map((one) => permissionWords[one]).join("; ")],
            ["Signed in until", answer.endsAt === null ? "" : formatDateTime(answer.endsAt, timeZone)],
          ]}
        />
      </Panel>
      <Panel title="Password">
        <PasswordForm email={account.email} />
      </Panel>
      <Panel title="Sign out">
        <div className={form.stack}>
          <p className={form.note}>
            A session ends by itself after twelve hours without a visit, and after a week at the latest.
          </p>
          <div className={form.buttons}>
            <Button variant="default" onClick={() => void signOut(false).catch(() => {})}>
              Sign out here
            </Button>
            <Button variant="default" onClick={() => void signOut(true).catch(() => {})}>
              Sign out everywhere
            </Button>
          </div>
        </div>
      </Panel>
    </Page>
  );
}

function PasswordForm({ email }: { email: string }) {
  const [present, setPresent] = useState("");
  const [next, setNext] = useState("");
  const [outcome, setOutcome] = useState<{ error: unknown } | "busy" | "done" | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setOutcome("busy");
    try {
      await changePassword(present, next);
      setPresent("");
      setNext("");
      setOutcome("done");
    } catch (error) {
      setOutcome({ error });
    }
  };
  return (
    <form className={form.form} onSubmit={(event) => void submit(event)}>
      <input type="hidden" name="username" autoComplete="username" value={email} readOnly />
      <PasswordInput
        label="Present password"
        value={present}
        onChange={(event) => setPresent(event.currentTarget.value)}
        autoComplete="current-password"
        required
      />
      <PasswordInput
        label="New password"
        description="At least twelve characters; a few words do well. Wherever else you are signed in, you no longer are."
        value={next}
        onChange={(event) => setNext(event.currentTarget.value)}
        autoComplete="new-password"
        minLength={12}
        required
      />
      <div className={form.buttons}>
        <Button type="submit" loading={outcome === "busy"}>
          Change the password
        </Button>
      </div>
      <div aria-live="polite">
        {outcome === "done" ? <p>The password is changed.</p> : null}
        {outcome !== null && typeof outcome === "object" ? <Trouble error={outcome.error} /> : null}
      </div>
    </form>
  );
}
