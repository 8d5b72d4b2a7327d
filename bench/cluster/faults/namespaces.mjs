/** Network namespaces on one bridge, so that a part of a cluster can be cut off from all others. Needs root and iproute2. */
import { spawnSync } from "node:child_process";

const bridge = "attune-br";
const ofIndex = (index) => ({ name: `attune-ns${index}`, outside: `attune-v${index}`, host: `10.77.0.${10 + index}` });

function ip(...args) {
  const { status, stderr } = spawnSync("ip", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`ip ${args.join(" ")}: ${stderr}`);
}

/** Null where this machine does not let us. */
export function openNamespaces(count) {
  const all = Array.from({ length: count }, (_, index) => ofIndex(index));
  function close() {
    for (const { name } of all) spawnSync("ip", ["netns", "del", name]);
    spawnSync("ip", ["link", "del", bridge]);
  }
  close();
  try {
    ip("link", "add", bridge, "type", "bridge");
    ip("addr", "add", "10.77.0.1/24", "dev", bridge);
    ip("link", "set", bridge, "up");
    for (const { name, outside, host } of all) {
      ip("netns", "add", name);
      ip("link", "add", outside, "type", "veth", "peer", "name", "inside", "netns", name);
      ip("link", "set", outside, "master", bridge, "up");
      ip("-n", name, "addr", "add", `${host}/24`, "dev", "inside");
      ip("-n", name, "link", "set", "inside", "up");
      ip("-n", name, "link", "set", "lo", "up");
    }
  } catch (error) {
    close();
    process.stderr.write(`no partitions of the network here: ${error.message}\n`);
    return null;
  }
  return {
    /** Where what runs outside of them is reached. */
    outside: "10.77.0.1",
    places: all.map(({ name, host }) => ({ host, within: ["ip", "netns", "exec", name] })),
    cutOff: (index) => ip("link", "set", all[index].outside, "down"),
    rejoin: (index) => ip("link", "set", all[index].outside, "up"),
    close,
  };
}
