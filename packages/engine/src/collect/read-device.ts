import type { Device } from "@attune/model/event";

type Fields = Record<string, unknown>;

const userAgentLength = 1_000;
const tabletMark = /ipad|tablet|playbook|silk\/|kindle/i;
const phoneMark = /mobi|iphone|ipod|windows phone|blackberry|opera mini/i;
const desktopMark = /windows|macintosh|mac os x|linux|x11|cros/i;

const statedDevices: Record<string, Device> = {
  phone: "phone",
  mobile: "phone",
  smartphone: "phone",
  ios: "phone",
  android: "phone",
  tablet: "tablet",
  ipad: "tablet",
  desktop: "desktop",
  pc: "desktop",
};

/** Narrower than this in CSS pixels is a phone; used only where nothing better is known. */
const phoneWidth = 600;

/** What the event happened on: stated by the client, else told by its user agent, else by the screen. Undefined where unknown. */
export function readDevice(context: Fields): Device | undefined {
  const device = asFields(context.device);
  if (typeof device.type === "string") {
    const stated = device.type.toLowerCase();
    if (typeof device.model === "string" && /ipad|tablet/i.test(device.model.slice(0, 100))) return "tablet";
    if (Object.hasOwn(statedDevices, stated)) return statedDevices[stated];
  }
  if (typeof context.userAgent === "string" && context.userAgent !== "")
    return byUserAgent(context.userAgent.slice(0, userAgentLength));
  const { width } = asFields(context.screen);
  return typeof width === "number" && width > 0 ? (width < phoneWidth ? "phone" : "other") : undefined;
}

function byUserAgent(userAgent: string): Device {
  if (tabletMark.test(userAgent)) return "tablet";
  if (phoneMark.test(userAgent)) return "phone";
  // Android without `Mobile` is a tablet, by Google's own rule.
  if (/android/i.test(userAgent)) return "tablet";
  return desktopMark.test(userAgent) ? "desktop" : "other";
}

function asFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
