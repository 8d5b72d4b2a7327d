import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useEffect, useState } from "react";
import { RequestError } from "../api/request.ts";
import style from "./door.module.css";
import { askSession, signIn } from "./enter.ts";
import { Mark } from "./mark.tsx";
import { useSession } from "./session.ts";

/** The frame of what is seen before somebody is signed in. */
export function Door({ title, lead, children }: { title: string; lead: ReactNode; children?: ReactNode }) {
  useEffect(() => {
    const before = document.title;
    document.title = `${title} · Attune`;
    return () => {
      document.title = before;
    };
  }, [title]);
  return (
    <main className={style.gate}>
      <div className={style.card}>
        <h1 className={style.title}>
          <Mark size={32} />
          {title}
        </h1>
        <div className={style.lead}>{lead}</div>
        {children}
      </div>
    </main>
  );
}

/** What went wrong at the door, read out at once. */
export function DoorTrouble({ error }: { error: unknown }) {
  if (error === null) return null;
  return (
    <p className={style.trouble} role="alert">
      {error instanceof RequestError ? error.message : "This did not work. Try again."}
    </p>
  );
}

/** Signing in, or where there is no account yet, how to make the first. */
export function SignIn() {
  const { answer, ended } = useSession();
  useEffect(() => {
    // Signed in in another tab meanwhile: this one needs no second time.
    const ask = () => document.visibilityState === "visible" && askSession().catch(() => {});
    document.addEventListener("visibilitychange", ask);
    return () => document.removeEventListener("visibilitychange", ask);
  }, []);
  if (answer?.entrance === "first-admin") return <FirstAdmin />;
  if (answer?.entrance === "demo" && ended === null)
    return (
      <Door title="The demo" lead="You left it. On this machine it opens without a password.">
        <DemoEntrance label="Come in again" />
      </Door>
    );
  return (
    <Door
      title="Sign in"
      lead={ended ?? "Attune shows each person what they may see, and writes down what they change."}
    >
      <SignInForm known={answer?.account?.email ?? ""} />
      {answer?.entrance === "demo" ? <DemoEntrance label="Come in as the demo’s admin" /> : null}
    </Door>
  );
}

/** @param known the address of whoever was here before */
function SignInForm({ known }: { known: string }) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await signIn(email, password);
    } catch (failure) {
      setError(failure);
      setPassword("");
      setBusy(false);
    }
  };
  return (
    <form className={style.form} onSubmit={(event) => void submit(event)}>
      <TextInput
        label="E-mail"
        type="email"
        size="md"
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
        autoComplete="username"
        required
        withAsterisk={false}
      />
      <PasswordInput
        label="Password"
        size="md"
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
        autoComplete="current-password"
        required
        withAsterisk={false}
      />
      <DoorTrouble error={error} />
      <Button type="submit" size="md" fullWidth loading={isBusy}>
        Sign in
      </Button>
      <p className={style.note}>
        Forgotten? Whoever runs Attune makes a new link under Settings, People, or with{" "}
        <code>attune people reset-link</code>.
      </p>
    </form>
  );
}

function DemoEntrance({ label }: { label: string }) {
  return (
    <Button size="md" fullWidth onClick={() => void askSession().catch(() => {})}>
      {label}
    </Button>
  );
}

function FirstAdmin() {
  return (
    <Door
      title="Welcome"
      lead="Nobody has an account here yet. The first one is made with the one-time link that the server printed when it started."
    >
      <p className={style.note}>
        It holds for a day; <code>attune serve</code> prints another at its next start, and{" "}
        <code>attune people invite you@example.com --role admin</code> makes one while it runs.
      </p>
      <Button size="md" variant="default" fullWidth onClick={() => void askSession().catch(() => {})}>
        Look again
      </Button>
    </Door>
  );
}
