import type { DecideResponse } from "@attune/model/decision";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAct } from "../api/act.ts";
import { useTactics } from "../api/measure.ts";
import { useOnOpening } from "../app/use-on-opening.ts";
import { putInAddress, useRoute } from "../app/use-route.ts";
import { DecidedView } from "../decide/decided-view.tsx";
import { type PreviewedPerson, previewedPerson, storefrontAs } from "../decide/previewed-person.ts";
import form from "../parts/form.module.css";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Trouble } from "../parts/trouble.tsx";

export default function Preview() {
  const { query } = useRoute();
  const tactics = useTactics();
  const [userId, setUserId] = useState(query.get("userId") ?? "");
  const [anonymousId, setAnonymousId] = useState(query.get("anonymousId") ?? "");
  const [device, setDevice] = useState(query.get("device") ?? "phone");
  const [tacticId, setTacticId] = useState(query.get("tactic") ?? "");
  const [looked, setLooked] = useState<PreviewedPerson | null>(null);
  const preview = useAct<DecideResponse>();
  const { mutate } = preview;
  const look = () => {
    const said = (name: string, value: string) => (value.trim() === "" ? {} : { [name]: value.trim() });
    const who = previewedPerson({ userId, anonymousId });
    setLooked(who);
    mutate({
      path: "/v1/decide/preview",
      body: {
        ...who,
        context: { device },
        ...said("tacticId", tacticId),
      },
    });
  };
  // An address that names somebody, a device or a tactic shows what is decided for them.
  useOnOpening([...query.keys()].length > 0 ? look : null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    putInAddress({ userId: userId.trim(), anonymousId: anonymousId.trim(), device, tactic: tacticId });
    look();
  };
  return (
    <Page
      title="Preview"
      lead="What would be decided for a person now, and why. Nothing is recorded, counted or reserved by looking."
    >
      <Panel title="As whom">
        <div className={form.stack}>
          <form onSubmit={submit} className={form.row}>
            <TextInput
              className={form.grow ?? ""}
              label="User id"
              placeholder="left out: somebody new"
              value={userId}
              onChange={(event) => setUserId(event.currentTarget.value)}
              autoComplete="off"
            />
            <TextInput
              className={form.grow ?? ""}
              label="Anonymous id"
              value={anonymousId}
              onChange={(event) => setAnonymousId(event.currentTarget.value)}
              autoComplete="off"
            />
            <NativeSelect
              label="On a"
              value={device}
              onChange={(event) => setDevice(event.currentTarget.value)}
              data={["phone", "tablet", "desktop"]}
            />
            <NativeSelect
              className={form.grow ?? ""}
              label="Tactic"
              value={tacticId}
              onChange={(event) => setTacticId(event.currentTarget.value)}
              data={[
                { value: "", label: "Whatever would win" },
                ...(tactics.data ?? []).map(({ tacticId: id, name }) => ({ value: id, label: `Always: ${name}` })),
              ]}
            />
            <Button type="submit" loading={preview.isPending}>
              Look
            </Button>
          </form>
          {preview.data === undefined || looked === null ? null : (
            <p>
              <a href={storefrontAs(looked)} target="_blank" rel="noopener">
                See the storefront as this person
              </a>{" "}
              <span className={form.note}>
                In a tab of its own, with what would win; nothing is recorded there either.
              </span>
            </p>
          )}
        </div>
      </Panel>
      {preview.error ? <Trouble error={preview.error} /> : null}
      {preview.data ? <DecidedView decided={preview.data} /> : null}
    </Page>
  );
}
