import type { Account } from "@attune/model/account";
import { permissionsOf, permissionWords, type Role, roles, roleWords } from "@attune/model/role";
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useAct } from "../api/act.ts";
import { useGet } from "../api/get.ts";
import { useSession } from "../app/session.ts";
import { Answer } from "../parts/answer.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { Empty } from "../parts/empty.tsx";
import form from "../parts/form.module.css";
import { Moment } from "../parts/moment.tsx";
import { OneTime } from "../parts/one-time.tsx";
import { Page } from "../parts/page.tsx";
import { Panel } from "../parts/panel.tsx";
import { Pill, type Tone } from "../parts/pill.tsx";
import { Trouble } from "../parts/trouble.tsx";

interface WithLink {
  account: Account;
  link: string;
  expiresAt: number;
}

const stateTones: Record<Account["state"], Tone> = { active: "good", invited: "warn", disabled: "plain" };

/** Who may sign in, and what each may do. */
export default function SettingsPeople() {
  const query = useGet<{ accounts: Account[] }>("/v1/accounts", 30_000);
  return (
    <Page title="People" lead="Who may sign in, and what each may do. A change holds from their next click on.">
      <Panel title="Invite somebody">
        <Invite />
      </Panel>
      <Panel title="Accounts">
        <Answer query={query}>
          {({ accounts }) =>
            accounts.length === 0 ? (
              <Empty title="Nobody has an account yet">
                The first one invited can sign in as soon as they use their link.
              </Empty>
            ) : (
              <Accounts accounts={accounts} />
            )
          }
        </Answer>
      </Panel>
      <Panel title="What the roles may do">
        <DataTable
          caption="Roles"
          rows={roles}
          rowKey={(role) => role}
          columns={[
            { title: "Role", show: (role) => role, csv: (role) => role },
            { title: "For whom", isText: true, show: (role) => roleWords[role], csv: (role) => roleWords[role] },
            {
              title: "May",
              isText: true,
              show: (role) => permissionsOf[role].map((one) => permissionWords[one]).join("; "),
              csv: (role) => permissionsOf[role].join(" "),
            },
          ]}
        />
      </Panel>
    </Page>
  );
}

function Invite() {
  const [email, setEmail] = useState("");
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const invite = useAct<WithLink>();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate(
      { path: "/v1/accounts", body: { email, name, role } },
      {
        onSuccess: () => {
          setEmail("");
          setName("");
        },
      },
    );
  };
  return (
    <form className={form.form} onSubmit={submit}>
      <div className={form.row}>
        <TextInput
          className={form.grow ?? ""}
          label="E-mail"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          autoComplete="off"
          required
        />
        <TextInput
          className={form.grow ?? ""}
          label="Name"
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          autoComplete="off"
        />
        <RoleSelect label="Role" value={role} onChange={setRole} />
        <Button type="submit" loading={invite.isPending}>
          Make the invitation
        </Button>
      </div>
      <p className={form.note}>
        {role}: {roleWords[role]}.
      </p>
      <div aria-live="polite" className={form.stack}>
        {invite.data ? <LinkToSend {...invite.data} /> : null}
        {invite.error ? <Trouble error={invite.error} /> : null}
      </div>
    </form>
  );
}

function LinkToSend({ account, link, expiresAt }: WithLink) {
  return (
    <OneTime
      value={link}
      label={`The link for ${account.email}`}
      note={
        <>
          Send it to them; whoever opens it first becomes {account.name}. It works once, until{" "}
          {new Date(expiresAt).toLocaleString()}, and is not shown again.
        </>
      }
    />
  );
}

function RoleSelect({ label, value, onChange }: { label: string; value: Role; onChange: (role: Role) => void }) {
  return (
    <NativeSelect
      label={label}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value as Role)}
      data={[...roles]}
    />
  );
}

function Accounts({ accounts }: { accounts: readonly Account[] }) {
  const own = useSession().answer?.account?.accountId;
  const change = useAct<Account>();
  const link = useAct<WithLink>();
  const path = (accountId: string, what: string) => `/v1/accounts/${encodeURIComponent(accountId)}/${what}`;
  return (
    <>
      <div aria-live="polite" className={form.stack}>
        {link.data ? <LinkToSend {...link.data} /> : null}
        {change.error || link.error ? <Trouble error={change.error ?? link.error} /> : null}
      </div>
      <DataTable
        caption="Accounts"
        rows={accounts}
        rowKey={({ accountId }) => accountId}
        columns={[
          {
            title: "Who",
            show: ({ name, email, accountId }) => `${name}${accountId === own ? " (you)" : ""}, ${email}`,
            csv: ({ email }) => email,
          },
          {
            title: "State",
            show: ({ state }) => <Pill tone={stateTones[state]}>{state}</Pill>,
            csv: ({ state }) => state,
          },
          {
            title: "Role",
            show: ({ accountId, role, email }) => (
              <NativeSelect
                aria-label={`Role of ${email}`}
                miw={118}
                value={role}
                data={[...roles]}
                onChange={(event) =>
                  change.mutate({
                    path: path(accountId, "role"),
                    method: "PUT",
                    body: { role: event.currentTarget.value },
                  })
                }
              />
            ),
            csv: ({ role }) => role,
          },
          {
            title: "Last signed in",
            show: ({ lastSignInAt }) => (lastSignInAt === null ? "never" : <Moment at={lastSignInAt} />),
            csv: ({ lastSignInAt }) => (lastSignInAt === null ? "" : new Date(lastSignInAt).toISOString()),
          },
          {
            title: "Signed in at",
            show: ({ sessions }) => (sessions === 1 ? "1 place" : `${sessions} places`),
            csv: ({ sessions }) => sessions,
            isNumber: true,
          },
          { title: "Invited by", show: ({ createdBy }) => createdBy, csv: ({ createdBy }) => createdBy },
          {
            title: "What to do",
            show: ({ accountId, state, email }) => (
              <div className={form.buttons}>
                {state === "disabled" ? null : (
                  <Button
                    variant="default"
                    size="compact-sm"
                    aria-label={`New link for ${email}`}
                    onClick={() => link.mutate({ path: path(accountId, "link") })}
                  >
                    New link
                  </Button>
                )}
                <Button
                  variant="default"
                  size="compact-sm"
                  aria-label={`${state === "disabled" ? "Enable" : "Disable"} ${email}`}
                  onClick={() =>
                    change.mutate({
                      path: path(accountId, "disabled"),
                      method: "PUT",
                      body: { disabled: state !== "disabled" },
                    })
                  }
                >
                  {state === "disabled" ? "Enable" : "Disable"}
                </Button>
              </div>
            ),
          },
        ]}
      />
    </>
  );
}
