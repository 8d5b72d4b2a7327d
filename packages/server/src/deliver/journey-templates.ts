/** A journey ready to be taken over: text for attune.yaml with all that it names. */
export interface JourneyTemplate {
  templateId: string;
  summary: string;
  yaml: string;
}

const reminder = (subject: string, line: string) => `    channel: email
    subject: ${JSON.stringify(subject)}
    mjml: |
      <mjml><mj-body><mj-section><mj-column>
        <mj-text font-size="18px">${line}</mj-text>
        <mj-raw>{% if decided.content.headline %}</mj-raw><mj-text>{{ decided.content.headline }}</mj-text><mj-raw>{% endif %}</mj-raw>
        <mj-raw>{% if decided.offer %}</mj-raw><mj-text>Your code: {{ decided.offer.code }}</mj-text><mj-raw>{% endif %}</mj-raw>
        <mj-raw>{% if decided.items %}{% for item in decided.items %}</mj-raw><mj-text>{% if item.url %}<a href="{{ item.url }}">{{ item.name }}</a>{% else %}{{ item.name | default: item.itemId }}{% endif %}</mj-text><mj-raw>{% endfor %}{% endif %}</mj-raw>
        <mj-text><a href="{{ unsubscribeUrl }}">No more of these</a></mj-text>
      </mj-column></mj-section></mj-body></mjml>`;

/** A default knows nobody; so what the person looked at is a tactic's. */
const mailOfOnesOwn = `placements:
  message: { channel: email, default: { items: { from: popular, limit: 3 } } }
tactics:
  what-you-looked-at:
    placement: message
    hypothesis: A mail that shows what the person looked at brings more of them back than one that shows what is popular.
    items: { from: recently-viewed, limit: 3 }
`;

/** The journeys that MISSION names, and three that every shop has. They ask for placement `message`, whose tactics decide what the mail shows. */
export const journeyTemplates: readonly JourneyTemplate[] = [
  {
    templateId: "browse-abandonment",
    summary:
      "A product viewed, and four hours without a visit: a mail with an offer of its own, dropped everywhere once the person returns or buys.",
    yaml: `placements:
  browse-mail: { channel: email, default: { items: { from: popular, limit: 3 } } }
offers:
  come-back: { name: Ten percent to come back, discount: { percent: 10 }, validDays: 3 }
tactics:
  browse-offer:
    placement: browse-mail
    hypothesis: Ten percent for three days bring more of those who looked and left back than a reminder alone.
    offer: come-back
    content: { headline: Ten percent on what you looked at }
    items: { from: recently-viewed, limit: 3 }
segments:
  left-after-browsing:
    name: Looked at a product and left
    when:
      all:
        - { event: Product Viewed, withinHours: 28 }
        - { event: Product Viewed, withinHours: 4, atMost: 0 }
        - { event: Page Viewed, withinHours: 4, atMost: 0 }
        - { event: Order Completed, withinHours: 28, atMost: 0 }
        - { cart: empty }
messages:
  browse-abandonment:
${reminder("Still thinking about it?", "You had a look, and left without it.")}
journeys:
  browse-abandonment:
    name: Browse abandonment
    hypothesis: Who looked at a product and left buys more often when reminded of it within the day.
    trigger: { enters: left-after-browsing }
    againAfterDays: 7
    stopOn: [Page Viewed, Product Viewed, Product Added, Order Completed]
    steps:
      - wait: { until: "09:00-20:00" }
      - decide: browse-mail
      - send: browse-abandonment
`,
  },
  {
    templateId: "cart-abandonment",
    summary:
      "A cart left behind: a reminder after an hour, a second one after a day to those who did not click in the first.",
    yaml: `${mailOfOnesOwn}messages:
  cart-reminder:
${reminder("Your cart is waiting", "You left something in your cart.")}
  cart-last-call:
${reminder("Still in your cart", "It is still there, and we cannot hold it for ever.")}
journeys:
  cart-abandonment:
    name: Cart abandonment
    hypothesis: A reminder within the hour brings back orders that were nearly made.
    trigger: { event: Product Added }
    againAfterDays: 3
    stopOn: [Order Completed]
    stopWhen: { cart: empty }
    steps:
      - wait: { quietHours: 1 }
      - decide: message
      - send: cart-reminder
      - wait: { for: Email Link Clicked, atMostHours: 24 }
      - branch: { event: Email Link Clicked, withinHours: 24 }
        else:
          - wait: { until: "09:00-20:00" }
          - send: cart-last-call
`,
  },
  {
    templateId: "replenishment",
    summary: "Those whose own rhythm says that the next order is due: a reminder before they run out.",
    yaml: `${mailOfOnesOwn}segments:
  order-due:
    name: Next order due
    when: { all: [{ score: nextOrderInDays, atMost: 3, maxAgeDays: 2 }, { score: probabilityAlive, atLeast: 0.5 }] }
messages:
  replenishment:
${reminder("Time to stock up?", "By your own rhythm it is about time again.")}
journeys:
  replenishment:
    name: Replenishment reminder
    hypothesis: A reminder at the person's own rhythm brings the next order forward and keeps it here.
    trigger: { daily: "09:00", segment: order-due }
    againAfterDays: 21
    stopOn: [Order Completed]
    steps:
      - decide: message
      - send: replenishment
`,
  },
  {
    templateId: "welcome",
    summary: "Signed up: a welcome at once, best sellers two days later to those who did not order.",
    yaml: `placements:
  message: { channel: email, default: { items: { from: popular, limit: 4 } } }
messages:
  welcome:
${reminder("Welcome", "Good to have you here.")}
  first-order:
${reminder("What others like", "Others who are new here liked these.")}
journeys:
  welcome:
    name: Welcome
    hypothesis: A first order comes sooner when the first days show what the shop is loved for.
    trigger: { event: Signed Up }
    stopOn: [Order Completed]
    steps:
      - send: welcome
      - wait: { days: 2 }
      - wait: { until: "09:00-20:00" }
      - decide: message
      - send: first-order
`,
  },
  {
    templateId: "win-back",
    summary: "Customers who stopped ordering: one mail, a second after two weeks, then silence.",
    yaml: `placements:
  message: { channel: email, default: { items: { from: trending, limit: 4 } } }
segments:
  lapsed-customers:
    name: Lapsed customers
    when: { all: [{ daysSince: Order Completed, atLeast: 60 }, { daysSince: Order Completed, atMost: 365 }] }
messages:
  win-back:
${reminder("It has been a while", "Here is what is new since your last visit.")}
journeys:
  win-back:
    name: Win-back
    hypothesis: Some of those who stopped ordering come back when shown what is new.
    trigger: { enters: lapsed-customers }
    againAfterDays: 180
    windowDays: 30
    stopOn: [Order Completed, Product Viewed]
    steps:
      - decide: message
      - send: win-back
      - wait: { days: 14 }
      - decide: message
      - send: win-back
`,
  },
  {
    templateId: "post-purchase",
    summary: "An order made: what goes with it, after a week.",
    yaml: `placements:
  message: { channel: email, default: { items: { from: popular, limit: 3 } } }
messages:
  goes-with-it:
${reminder("Goes well with your order", "Others added these to what you bought.")}
journeys:
  post-purchase:
    name: Post-purchase cross-sell
    hypothesis: A second order follows sooner when the mail shows what goes with the first.
    trigger: { event: Order Completed }
    againAfterDays: 30
    windowDays: 30
    stopOn: [Order Completed, Order Refunded]
    steps:
      - wait: { days: 7 }
      - wait: { until: "09:00-20:00" }
      - decide: message
      - send: goes-with-it
`,
  },
];
