import type { MappingFile } from "../mapping-file.ts";

const subscribed = ["yes", "true", "subscribed", "opted_in"];
const unsubscribed = [
  "no",
  "false",
  "unsubscribed",
  // Asked for nothing: taken for a no, so that nobody is written to for want of an answer.
  "never_subscribed",
  "never subscribed",
  "opted_out",
  "cleaned",
];

/** Shopify: Customers → Export. It tells no dates: what it says holds from the import on. */
const shopifyCustomers: MappingFile = {
  name: "shopify-customers",
  format: "csv",
  // As it was exported in different years; what a shop never asked for has no column.
  optional: ["Accepts SMS Marketing", "Default Address City", "Default Address Country Code", "Tags"],
  identifiers: { userId: "Customer ID", email: "Email", phone: "Phone" },
  consent: {
    "marketing-email": { column: "Accepts Email Marketing", yes: subscribed, no: unsubscribed },
    "marketing-sms": { column: "Accepts SMS Marketing", yes: subscribed, no: unsubscribed },
  },
  events: [
    {
      type: "identify",
      traits: {
        first_name: "First Name",
        last_name: "Last Name",
        city: "Default Address City",
        country: "Default Address Country Code",
        tags: "Tags",
      },
    },
  ],
};

/** Klaviyo: a list or segment, "Export to CSV". */
const klaviyoProfiles: MappingFile = {
  name: "klaviyo-profiles",
  format: "csv",
  optional: ["Phone Number", "City", "Country", "First Name", "Last Name", "Source", "SMS Marketing Consent"],
  identifiers: { email: "Email", phone: "Phone Number" },
  consent: {
    "marketing-email": { column: "Email Marketing Consent", yes: subscribed, no: unsubscribed },
    "marketing-sms": { column: "SMS Marketing Consent", yes: subscribed, no: unsubscribed },
  },
  events: [
    {
      type: "identify",
      traits: {
        klaviyo_id: "Klaviyo ID",
        first_name: "First Name",
        last_name: "Last Name",
        city: "City",
        country: "Country",
        klaviyo_source: "Source",
      },
    },
  ],
};

/**
 * Mailchimp: Audience → Export. Which of the files one reads (subscribed, unsubscribed, cleaned, nonsubscribed) stands in its name alone, so that no
 * yes is read from it; the time at which somebody unsubscribed, or their address failed for good, is a no from then on.
 */
const mailchimpAudience: MappingFile = {
  name: "mailchimp-audience",
  format: "csv",
  // What is asked of people differs from audience to audience.
  optional: [
    "Phone Number",
    "Phone",
    "Birthday",
    "First Name",
    "Last Name",
    "TAGS",
    "MEMBER_RATING",
    "OPTIN_TIME",
    "LAST_CHANGED",
    "UNSUB_TIME",
    "CLEAN_TIME",
  ],
  // Who never confirmed has no CONFIRM_TIME.
  time: ["UNSUB_TIME", "CLEAN_TIME", "CONFIRM_TIME", "OPTIN_TIME", "LAST_CHANGED"],
  identifiers: { email: "Email Address", phone: ["Phone Number", "Phone"] },
  consent: {
    "marketing-email": [
      { column: "UNSUB_TIME", filled: "no" },
      { column: "CLEAN_TIME", filled: "no" },
    ],
  },
  events: [
    {
      type: "identify",
      traits: {
        first_name: "First Name",
        last_name: "Last Name",
        birthday: "Birthday",
        mailchimp_rating: "MEMBER_RATING",
        tags: "TAGS",
      },
    },
  ],
};

/** HubSpot: Contacts → Export view. */
const hubspotContacts: MappingFile = {
  name: "hubspot-contacts",
  format: "csv",
  // A view exports the columns that it shows.
  optional: [
    "Phone Number",
    "Mobile Phone Number",
    "First Name",
    "Last Name",
    "City",
    "Country/Region",
    "Last Modified Date",
    "Lifecycle Stage",
    "Lead Status",
    "Unsubscribed from all email",
  ],
  consent: { "marketing-email": { column: "Unsubscribed from all email", yes: [], no: ["true", "yes"] } },
  // A refusal came some time before the last change, and after the contact was made: dated by the creation, an older yes would outlive it.
  time: ["Last Modified Date", "Create Date"],
  identifiers: { email: "Email", phone: ["Mobile Phone Number", "Phone Number"] },
  events: [
    {
      type: "identify",
      traits: {
        hubspot_id: "Record ID",
        first_name: "First Name",
        last_name: "Last Name",
        city: "City",
        country: "Country/Region",
        lifecycle_stage: "Lifecycle Stage",
        lead_status: "Lead Status",
      },
    },
  ],
};

/** Salesforce: Contact as the data loader and the weekly export write it. */
const salesforceContacts: MappingFile = {
  name: "salesforce-contacts",
  format: "csv",
  optional: [
    "Phone",
    "MobilePhone",
    "FirstName",
    "Birthdate",
    "MailingCity",
    "MailingCountry",
    "LeadSource",
    "HasOptedOutOfEmail",
    "LastModifiedDate",
  ],
  // As with HubSpot.
  time: ["LastModifiedDate", "CreatedDate"],
  identifiers: { email: "Email", phone: ["MobilePhone", "Phone"] },
  consent: { "marketing-email": { column: "HasOptedOutOfEmail", yes: [], no: ["true", "1"] } },
  events: [
    {
      type: "identify",
      traits: {
        salesforce_id: "Id",
        first_name: "FirstName",
        last_name: "LastName",
        birthday: "Birthdate",
        city: "MailingCity",
        country: "MailingCountry",
        lead_source: "LeadSource",
      },
    },
  ],
};

/** Who people are, from the tools that shops keep them in. */
export const customerLists: readonly MappingFile[] = [
  shopifyCustomers,
  klaviyoProfiles,
  mailchimpAudience,
  hubspotContacts,
  salesforceContacts,
];
