import { type Permission, permissionsOf, permissionWords, roles } from "@attune/model/role";
import type { ReactNode } from "react";
import { useMay, useSession } from "../app/session.ts";
import { Empty } from "./empty.tsx";
import form from "./form.module.css";
import { Page } from "./page.tsx";

/** In the place of a page that a role may not see: says so, and who may. */
export function NotForRole({ needed, title }: { needed: Permission; title: string }) {
  return (
    <Page title={title}>
      <Empty title="This is not for your role">
        <Refusal needed={needed} />
      </Empty>
    </Page>
  );
}

/** Controls that change something, for who may use them; for others, why they are not there. */
export function Allowed({ to, children }: { to: Permission; children: ReactNode }) {
  if (useMay(to)) return children;
  return (
    <p className={form.note}>
      <Refusal needed={to} />
    </p>
  );
}

function Refusal({ needed }: { needed: Permission }) {
  const role = useSession().answer?.account?.role ?? "viewer";
  const able = roles.filter((one) => permissionsOf[one].includes(needed));
  return (
    <>
      As {role} you may not {permissionWords[needed]}. Who may: {able.join(", ")}.
    </>
  );
}
