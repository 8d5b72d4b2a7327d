import type { MappingFile } from "../mapping-file.ts";

const subscribed = ["yes", "true", "subscribed", "opted_in"];
const unsubscribed = ["no", "false", "unsubscribed", "never_subscribed", "opted_out", "cleaned"];

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
  optional: ["Phone Number", "City", "Country", "First Name", "Last Name", "Source"],
  identifiers: { email: "Email", phone: "Phone Number" },
  consent: { "marketing-email": { column: "Email Marketing Consent", yes: subscribed, no: unsubscribed } },
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

/** Mailchimp: Audience → Export; `subscribed_…csv` has only people who opted in, at the time it says. */
const mailchimpAudience: MappingFile = {
  name: "mailchimp-audience",
  format: "csv",
  // What is asked of people differs from audience to audience.
  optional: ["Phone Number", "Birthday", "First Name", "Last Name", "TAGS", "MEMBER_RATING"],
  time: "CONFIRM_TIME",
  identifiers: { email: "Email Address", phone: "Phone Number" },
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
    "First Name",
    "Last Name",
    "Lifecycle Stage",
    "Lead Status",
    "Unsubscribed from all email",
  ],
  consent: { "marketing-email": { column: "Unsubscribed from all email", yes: [], no: ["true", "yes"] } },
  time: "Create Date",
  identifiers: { email: "Email", phone: "Phone Number" },
  events: [
    {
      type: "identify",
      traits: {
        hubspot_id: "Record ID",
        first_name: "First Name",
        last_name: "Last Name",
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
  optional: ["Phone", "FirstName", "Birthdate", "MailingCity", "LeadSource", "HasOptedOutOfEmail"],
  time: "CreatedDate",
  identifiers: { email: "Email", phone: "Phone" },
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
