import type { RenderedMessage } from "@attune/model/message";
import { SegmentedControl } from "@mantine/core";
import { useState } from "react";
import { JsonView } from "../parts/json-view.tsx";
import style from "./message-preview.module.css";

/** A message as it arrives: on a phone first. */
export function MessagePreview({ message }: { message: RenderedMessage }) {
  const [size, setSize] = useState("phone");
  return (
    <div className={style.preview}>
      {message.channel === "email" ? (
        <SegmentedControl
          size="xs"
          aria-label="Shown as on a"
          value={size}
          onChange={setSize}
          data={[
            { value: "phone", label: "Phone" },
            { value: "desktop", label: "Desktop" },
            { value: "text", label: "Plain text" },
          ]}
        />
      ) : null}
      <Shown message={message} size={size} />
    </div>
  );
}

function Shown({ message, size }: { message: RenderedMessage; size: string }) {
  switch (message.channel) {
    case "email":
      return (
        <div className={style.mail} data-size={size}>
          <p className={style.subject}>{message.subject}</p>
          {size === "text" ? (
            <JsonView value={message.text} label="The message as plain text" />
          ) : (
            // Nothing in it runs, and it reaches nothing of this page.
            <iframe className={style.frame} title="The message" sandbox="" srcDoc={message.html} />
          )}
        </div>
      );
    case "web-push":
      return (
        <div className={style.push}>
          <p className={style.subject}>{message.title}</p>
          <p>{message.text}</p>
          {message.url === undefined ? null : <p className={style.soft}>Opens {message.url}</p>}
        </div>
      );
    case "webhook":
      return <JsonView value={message.payload} label="What is sent" />;
    case "in-app":
      return <JsonView value={message.content} label="What waits in the inbox" />;
  }
}
