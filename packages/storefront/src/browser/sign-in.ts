import type { Attune } from "@attune/sdk/browser";
import { keep } from "./kept.ts";

export interface Customer {
  email: string;
  firstName: string;
  lastName?: string;
}

/** This browser is this customer's from now on; a demo's customers are known by their e-mail address. */
export function signIn(attune: Attune, customer: Customer): void {
  keep("customer", customer);
  attune.identify(customer.email.toLowerCase(), { ...customer });
}

export function signOut(attune: Attune): void {
  keep("customer", null);
  attune.track("Signed Out");
  attune.reset();
}
