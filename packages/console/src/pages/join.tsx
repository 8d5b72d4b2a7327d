import type { OneTimeLink } from "@attune/model/account";
import { roleWords } from "@attune/model/role";
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { type FormEvent, useEffect, useState } from "react";
import style from "../app/door.module.css";
import { Door, DoorTrouble } from "../app/door.tsx";
import { lookAtLink, takeLink } from "../app/enter.ts";
import { goTo } from "../app/use-route.ts";
import { Loading } from "../parts/loading.tsx";

type Looked = { state: "asking" } | { state: "found"; link: OneTimeLink } | { state: "lost"; error: unknown };

const titles: Record<OneTimeLink["kind"], string> = {
  "first-admin": "The first account",
  invitation: "You are invited",
  reset: "A new password",
};

/** Where a one-time link leads: choosing a password, and being signed in. */
export default function Join({ token = "" }: { token?: string }) {
  const [looked, setLooked] = useState<Looked>({ state: "asking" });
  useEffect(() => {
    lookAtLink(token).then(
      (link) => setLooked({ state: "found", link }),
      (error: unknown) => setLooked({ state: "lost", error }),
    );
  }, [token]);
  if (looked.state === "found") return <Choose token={token} link={looked.link} />;
  if (looked.state === "asking")
    return (
      <Door title="One moment" lead="Looking at the link.">
        <Loading lines={2} />
      </Door>
    );
  return (
    <Door title="This link opens nothing" lead="Links work once, and not for long.">
      <DoorTrouble error={looked.error} />
      <a href="#/">Go to sign in</a>
    </Door>
  );
}

function Choose({ token, link }: { token: string; link: OneTimeLink }) {
  const [email, setEmail] = useState(link.email ?? "");
  const [name, setName] = useState(link.name ?? "");
  const [password, setPassword] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setError(null);
    try {
      await takeLink(token, { name, password, ...(link.email === null ? { email } : {}) });
      goTo("#/");
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <Door
      title={titles[link.kind]}
      lead={
        link.kind === "reset"
          ? "Choose a new password. Wherever you were signed in, you no longer are."
          : `You will be ${link.role}: ${roleWords[link.role]}.`
      }
    >
      <form className={style.form} onSubmit={(event) => void submit(event)}>
        <TextInput
          label="E-mail"
          type="email"
          size="md"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          readOnly={link.email !== null}
          autoComplete="username"
          required
          withAsterisk={false}
        />
        {link.kind === "reset" ? null : (
          <TextInput
            label="Name"
            size="md"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            autoComplete="name"
          />
        )}
        <PasswordInput
          label="Password"
          description="At least twelve characters; a few words do well."
          size="md"
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          autoComplete="new-password"
          minLength={12}
          required
          withAsterisk={false}
        />
        <DoorTrouble error={error} />
        <Button type="submit" size="md" fullWidth loading={isBusy}>
          Choose it and come in
        </Button>
      </form>
    </Door>
  );
}
