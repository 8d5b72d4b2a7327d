import { Button, Radio, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useAct } from "../api/act.ts";
import { type ForgettingCertificate, privacyPath } from "../api/privacy.ts";
import type { ProfileView } from "../api/profiles.ts";
import { request } from "../api/request.ts";
import { useSession } from "../app/session.ts";
import { goTo } from "../app/use-route.ts";
import form from "../parts/form.module.css";
import { LinkButton } from "../parts/link-button.tsx";
import { Allowed } from "../parts/not-for-role.tsx";
import { Panel } from "../parts/panel.tsx";
import { Trouble } from "../parts/trouble.tsx";
import { displayName } from "./display-name.ts";

interface PersonProps {
  profile: ProfileView;
}

const byProfile = ({ profileId }: ProfileView) => ({ namespace: "profile_id", value: profileId });

/** The right of access: all that is kept, as a page to send and as JSON. */
export function TheirData({ profile }: PersonProps) {
  const path = privacyPath("people", byProfile(profile)).slice(1);
  return (
    <Panel title="Their data">
      <Allowed to="care">
        <div className={form.stack}>
          <p className={form.note}>All that is kept of this person, in every place, to hand to them.</p>
          <div className={form.buttons}>
            <LinkButton href={`${path}?format=html`} download={`${profile.profileId}.html`}>
              Save as a page
            </LinkButton>
            <LinkButton href={path} download={`${profile.profileId}.json`}>
              Save as JSON
            </LinkButton>
          </div>
        </div>
      </Allowed>
    </Panel>
  );
}

/** The right of rectification: one trait at a time, with who changed it and why. */
export function Correct({ profile }: PersonProps) {
  const correct = useAct<{ rectified: boolean }>();
  const by = useSession().answer?.account?.email ?? "console";
  const [trait, setTrait] = useState("");
  const [value, setValue] = useState("");
  const [note, setNote] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = { traits: { [trait.trim()]: value.trim() }, by, ...(note.trim() === "" ? {} : { note: note.trim() }) };
    correct.mutate(
      { path: `${privacyPath("people", byProfile(profile))}/rectify`, body },
      {
        onSuccess: () => {
          setValue("");
          setNote("");
        },
      },
    );
  };
  return (
    <Panel title="Correct what is known">
      <Allowed to="care">
        <form className={form.stack} onSubmit={submit}>
          <TextInput
            label="Trait"
            list="known-traits"
            value={trait}
            onChange={(event) => setTrait(event.currentTarget.value)}
            autoComplete="off"
          />
          <datalist id="known-traits">
            {Object.keys(profile.traits).map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
          <TextInput
            label="What it is"
            value={value}
            onChange={(event) => setValue(event.currentTarget.value)}
            autoComplete="off"
          />
          <TextInput
            label="Why (kept in the log)"
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
            autoComplete="off"
          />
          <div>
            <Button
              type="submit"
              variant="default"
              disabled={trait.trim() === "" || value.trim() === ""}
              loading={correct.isPending}
            >
              Correct it
            </Button>
          </div>
          {correct.error ? <Trouble error={correct.error} /> : null}
          {correct.data ? <p role="status">Corrected, from now on in every channel.</p> : null}
        </form>
      </Allowed>
    </Panel>
  );
}

const modes = {
  erase: {
    label: "Erase everything",
    description: "Events, decisions and profile go. Results that counted this person change a little.",
  },
  anonymise: {
    label: "Forget who it was, keep the counts",
    description: "Nothing leads to the person any more; what they did still counts in results.",
  },
} as const;

/** Leads away before anything is asked anew: of who is forgotten there is nothing to ask. */
function useForget() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (path: string) => request<ForgettingCertificate>(path, { method: "POST", body: {} }),
    onSuccess: ({ certificateId }) => {
      client.removeQueries({ type: "inactive" });
      goTo(`#/forgotten?certificate=${encodeURIComponent(certificateId)}`);
    },
  });
}

/** The right to be forgotten, in either way; what was found in each place afterwards opens as a certificate. */
export function Forget({ profile }: PersonProps) {
  const forget = useForget();
  const [mode, setMode] = useState<keyof typeof modes>("erase");
  const [typed, setTyped] = useState("");
  const name = displayName(profile);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    forget.mutate(privacyPath(mode, byProfile(profile)));
  };
  return (
    <Panel title="Forget this person" aside={<a href="#/forgotten">Certificates</a>}>
      <Allowed to="care">
        <form className={form.stack} onSubmit={submit}>
          <Radio.Group label="How" value={mode} onChange={(chosen) => setMode(chosen as keyof typeof modes)}>
            <div className={form.stack}>
              {Object.entries(modes).map(([value, { label, description }]) => (
                <Radio key={value} value={value} label={label} description={description} />
              ))}
            </div>
          </Radio.Group>
          <div className={form.row}>
            <TextInput
              className={form.grow ?? ""}
              label={`There is no way back. To go on, type ${name}`}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
            />
            <Button
              type="submit"
              color="red"
              variant="default"
              disabled={typed.trim() !== name}
              loading={forget.isPending}
            >
              Forget
            </Button>
          </div>
          {forget.error ? <Trouble error={forget.error} /> : null}
        </form>
      </Allowed>
    </Panel>
  );
}
