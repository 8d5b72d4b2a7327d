import type { MappingFile } from "../mapping-file.ts";

/** Zendesk: Reporting → Export, tickets as CSV; each ticket as it stands now. */
const zendeskTickets: MappingFile = {
  name: "zendesk-tickets",
  format: "csv",
  optional: ["Priority", "Satisfaction Score", "Subject", "Solved at", "Updated at"],
  time: "Created at",
  identifiers: { email: "Requester email" },
  events: [
    {
      when: { column: "Status", is: ["Solved", "Closed", "solved", "closed"] },
      event: "Support Ticket Closed",
      time: ["Solved at", "Updated at", "Created at"],
      properties: { ticket_id: "Id", subject: "Subject", priority: "Priority", satisfaction: "Satisfaction Score" },
    },
    {
      event: "Support Ticket Opened",
      properties: { ticket_id: "Id", subject: "Subject", priority: "Priority", status: "Status" },
    },
  ],
};

/** Answers to a satisfaction survey (NPS, CSAT, CES), one a line. */
const satisfactionSurvey: MappingFile = {
  name: "satisfaction-survey",
  format: "csv",
  messageId: "response_id",
  time: "time",
  identifiers: { email: "email", userId: "user_id" },
  events: [
    {
      event: "Satisfaction Answered",
      properties: { survey: "survey", score: "score", comment: "comment", order_id: "order_id" },
    },
  ],
};

/** How people fared with those who help them. */
export const customerCare: readonly MappingFile[] = [zendeskTickets, satisfactionSurvey];
