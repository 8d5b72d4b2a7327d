import { expect, it } from "vitest";
import { findMapping } from "../find-mapping.ts";

/**
 * Headers as the tools write them, found in public repositories: test fixtures and converters that read real exports. A preset must open each of them,
 * whichever columns an account does not have.
 */
const headers: Array<[preset: string, header: string]> = [
  [
    "shopify-customers",
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags,Accepts WhatsApp Marketing",
  ],
  [
    "shopify-customers",
    "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Company,Address1,Address2,City,Province,Province Code,Country,Country Code,Zip,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Tags,Note,Tax Exempt",
  ],
  ["shopify-customers", "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Phone"],
  [
    "shopify-orders",
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem compare at price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,Lineitem fulfillment status,Billing Name,Shipping Name,Notes,Note Attributes,Cancelled at,Payment Method,Payment Reference,Refunded Amount,Vendor,Outstanding Balance,Employee,Location,Device ID,Id,Tags,Risk Level,Source,Lineitem discount,Tax 1 Name,Tax 1 Value,Phone,Receipt Number",
  ],
  [
    "klaviyo-profiles",
    "Email,Klaviyo ID,First Name,Last Name,City,State / Region,Country,Zip Code,Source,Email Marketing Consent,Profile Created On,Date Added",
  ],
  [
    "mailchimp-audience",
    '"Email Address","First Name","Last Name",MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED,LEID,EUID,NOTES',
  ],
  [
    "mailchimp-audience",
    "Email Address,First Name,Last Name,Phone Number,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,NOTES,TAGS,UNSUB_TIME",
  ],
  // Of these two the names are those that a converter reads; in which order they come it does not say.
  [
    "mailchimp-audience",
    "Email Address,First Name,Last Name,Phone,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,TAGS,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_REASON,UNSUB_REASON_OTHER",
  ],
  [
    "mailchimp-audience",
    "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,EUID,TAGS,CLEAN_TIME,CLEAN_CAMPAIGN_TITLE",
  ],
  [
    "hubspot-contacts",
    "Record ID,First Name,Last Name,Email,Phone Number,Lead Status,Create Date,Associated Company,Country/Region,Contact owner",
  ],
  [
    "salesforce-contacts",
    "Id,AccountId,LastName,FirstName,Email,MobilePhone,OwnerId,HasOptedOutOfEmail,CreatedDate,LastModifiedDate",
  ],
  [
    "zendesk-tickets",
    "Summation column,Id,Requester,Requester id,Requester external id,Requester email,Requester domain,Submitter,Assignee,Group,Subject,Tags,Status,Priority,Via,Ticket type,Created at,Updated at,Assigned at,Organization,Due date,Initially assigned at,Solved at,Resolution time,Satisfaction Score",
  ],
];

it.each(headers)("the preset %s opens a table with the header %s", (preset, header) => {
  const names = header.split(",").map((name) => name.replaceAll('"', ""));
  expect(() => findMapping(preset).open(names)).not.toThrow();
});
