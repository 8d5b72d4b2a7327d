import type { MessageEntry } from "@attune/model/message";

const mjml = `<mjml><mj-body><mj-section><mj-column>
  <mj-text font-size="18px">Hello {{ person.first_name | default: "there" }}</mj-text>
  <mj-text>What this is about, in a sentence.</mj-text>
  <mj-button href="https://">Have a look</mj-button>
  <mj-text font-size="12px"><a href="{{ unsubscribeUrl }}">No more of these</a></mj-text>
</mj-column></mj-section></mj-body></mjml>
`;

/** What a new template of a channel begins with: it can be sent as it is. */
export function startOf(channel: MessageEntry["channel"]): MessageEntry {
  switch (channel) {
    case "email":
      return { channel, subject: 'Hello {{ person.first_name | default: "there" }}', mjml };
    case "web-push":
      return { channel, title: 'Hello {{ person.first_name | default: "there" }}', text: "What this is about." };
    case "in-app":
      return { channel, content: { headline: 'Hello {{ person.first_name | default: "there" }}' } };
    case "webhook":
      return { channel, payload: { about: "{{ trigger.event }}" } };
  }
}
