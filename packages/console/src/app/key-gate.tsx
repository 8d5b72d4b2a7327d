import { Button, PasswordInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { grantAccess, useAccess } from "./access-key.ts";
import style from "./key-gate.module.css";
import { Mark } from "./mark.tsx";

/** Asks for the secret key, and tells why the last one did not do. */
export function KeyGate() {
  const { refused } = useAccess();
  const [key, setKey] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (key.trim() !== "") grantAccess(key.trim());
  };
  return (
    <main className={style.gate}>
      <form className={style.card} onSubmit={submit}>
        <h1 className={style.title}>
          <Mark size={32} />
          Attune
        </h1>
        <p className={style.lead}>
          The console reads everything through the HTTP API, so it needs the secret key of this instance.
        </p>
        <PasswordInput
          label="Secret key"
          description="It is printed when the server starts. It stays in this tab and is gone when you close it."
          placeholder="sk_…"
          size="md"
          value={key}
          onChange={(event) => setKey(event.currentTarget.value)}
          error={refused === null ? null : `The server refused that key: ${refused}`}
          autoComplete="off"
          data-autofocus
          required
          withAsterisk={false}
        />
        <Button type="submit" size="md" fullWidth>
          Open the console
        </Button>
      </form>
    </main>
  );
}
