import type { ChannelName } from "@attune/model/message";

/** By which variables of the environment a channel is set up. */
export const setUpBy: Readonly<Record<ChannelName, string>> = {
  email: "ATTUNE_SMTP_URL and ATTUNE_MAIL_FROM",
  "web-push": "ATTUNE_VAPID_PUBLIC_KEY, ATTUNE_VAPID_PRIVATE_KEY and ATTUNE_VAPID_SUBJECT",
  webhook: "ATTUNE_WEBHOOK_SECRET",
  "in-app": "nothing",
};
