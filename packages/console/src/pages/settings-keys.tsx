import type { ApiKey } from "@attune/model/account";
import { type Permission, permissions, permissionWords } from "@attune/model/role";
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAct } from "../api/act.ts";
import { useGet } from "../api/get.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { OneTime } from "../parts/one-time.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

interface MadeKey {
  key: string;
  made: ApiKey;
}

/** What programs come with: what each opens, and when it was last used. */
export default function SettingsKeys() {
  const query = useGet<{ keys: ApiKey[] }>("/v1/keys", 30_000);
  return (
    <Page
      title="Keys"
      lead="What programs come with. A write key is public: it collects and asks for decisions. A secret key does what its scopes say."
    >
      <Panel title="Make a key">
        <MakeKey />
      </Panel>
      <Panel title="Keys">
        <Answer query={query}>{({ keys }) => <KeyTable keys={keys} />}</Answer>
      </Panel>
    </Page>
  );
}

function MakeKey() {
  const [name, setName] = useState("");
  const [kind, setKind] = useState<ApiKey["kind"]>("secret");
  const [scopes, setScopes] = useState<readonly Permission[]>(["read"]);
  const make = useAct<MadeKey>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(
      { path: "/v1/keys", body: { name, kind, ...(kind === "secret" ? { scopes } : {}) } },
      { onSuccess: () => setName("") },
    );
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <div className={form.row}>
        <TextInput
          className={form.grow ?? ""}
          label="Name"
          description="What will use it: it stands in the audit log."
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
          required
        />
        <NativeSelect
          label="Kind"
          value={kind}
          onChange={(event) => setKind(event.currentTarget.value as ApiKey["kind"])}
          data={["secret", "write"]}
        />
        <Button type="submit" loading={make.isPending} disabled={kind === "secret" && scopes.length === 0}>
          Make the key
        </Button>
      </div>
      {kind === "secret" ? (
        <Checkbox.Group label="Scopes" value={[...scopes]} onChange={(value) => setScopes(value as Permission[])}>
          <div className={form.stack}>
            {permissions.map((permission) => (
              <Checkbox key={permission} value={permission} label={`${permission}: ${permissionWords[permission]}`} />
            ))}
          </div>
        </Checkbox.Group>
      ) : null}
      <div aria-live="polite" className={form.stack}>
        {make.data ? (
          <OneTime
            value={make.data.key}
            label={`The key “${make.data.made.name}”`}
            note="It is shown now and never again."
          />
        ) : null}
        {make.error ? <Trouble error={make.error} /> : null}
      </div>
    </form>
  );
}

function KeyTable({ keys }: { keys: readonly ApiKey[] }) {
  const end = useAct<ApiKey>();
  const rotate = useAct<MadeKey>();
  const isOver = ({ endsAt }: ApiKey) => endsAt !== null && endsAt <= Date.now();
  return (
    <>
      <div aria-live="polite" className={form.stack}>
        {rotate.data ? (
          <OneTime
            value={rotate.data.key}
            label={`The new key “${rotate.data.made.name}”`}
            note="It is shown now and never again. The old one goes on opening for a day."
          />
        ) : null}
        {end.error || rotate.error ? <Trouble error={end.error ?? rotate.error} /> : null}
      </div>
      <DataTable
        caption="Keys"
        rows={keys}
        rowKey={({ keyId }) => keyId}
        columns={[
          { title: "Name", show: ({ name }) => name, csv: ({ name }) => name },
          { title: "Begins", show: ({ begins }) => <code>{begins}…</code>, csv: ({ begins }) => begins },
          { title: "Kind", show: ({ kind }) => kind, csv: ({ kind }) => kind },
          {
            title: "Scopes",
            show: ({ scopes }) => (scopes.length === permissions.length ? "all" : scopes.join(", ")),
            csv: ({ scopes }) => scopes.join(" "),
          },
          {
            title: "Last used",
            show: ({ lastUsedAt }) => (lastUsedAt === null ? "never" : <Moment at={lastUsedAt} />),
            csv: ({ lastUsedAt }) => (lastUsedAt === null ? "" : new Date(lastUsedAt).toISOString()),
          },
          { title: "Made by", show: ({ createdBy }) => createdBy, csv: ({ createdBy }) => createdBy },
          {
            title: "State",
            show: (key) =>
              isOver(key) ? (
                <Pill>ended</Pill>
              ) : key.endsAt === null ? (
                <Pill tone="good">in force</Pill>
              ) : (
                <Pill tone="warn">ends {new Date(key.endsAt).toLocaleString()}</Pill>
              ),
            csv: (key) => (isOver(key) ? "ended" : "in force"),
          },
          {
            title: "What to do",
            show: (key) =>
              isOver(key) ? (
                ""
              ) : (
                <div className={form.buttons}>
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={`Rotate ${key.name}`}
                    onClick={() =>
                      rotate.mutate({ path: `/v1/keys/${encodeURIComponent(key.keyId)}/rotate`, body: {} })
                    }
                  >
                    Rotate
                  </Button>
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={`End at once: ${key.name}`}
                    onClick={() => end.mutate({ path: `/v1/keys/${encodeURIComponent(key.keyId)}`, method: "DELETE" })}
                  >
                    End at once
                  </Button>
                </div>
              ),
          },
        ]}
      />
    </>
  );
}
