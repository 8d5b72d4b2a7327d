/**
 * File systems of their own, each in a file on a loop device, that can be made to take nothing for a while (`fsfreeze`: a disk that does not answer), or a few
 * writes a second (the kernel's throttle of block devices: a disk that is slow). Needs root, and for the latter the first version of control groups.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

/** Of the root group, in which the writing back of what processes wrote counts too. */
const throttle = "/sys/fs/cgroup/blkio/blkio.throttle.write_iops_device";
const sizeBytes = 512 * 1024 ** 2;

function run(program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr ?? error?.message}`);
  return stdout;
}

/** Null where this machine does not let us. */
export function openDisks(count) {
  const directory = mkdtempSync(join(tmpdir(), "attune-disks-"));
  const mounted = [];
  const slowed = new Set();
  /** @param writesPerSecond 0: as many as there are */
  function allow(index, writesPerSecond) {
    const device = run("losetup", "-j", join(directory, `${index}.img`)).split(":", 1)[0];
    const number = readFileSync(`/sys/block/${basename(device)}/dev`, "utf8").trim();
    writeFileSync(throttle, `${number} ${writesPerSecond}`);
  }
  function close() {
    for (const index of slowed) allow(index, 0);
    for (const home of mounted) {
      spawnSync("fsfreeze", ["-u", home]);
      spawnSync("umount", ["-l", home]);
    }
    rmSync(directory, { recursive: true, force: true });
  }
  try {
    for (let index = 0; index < count; index++) {
      const image = join(directory, `${index}.img`);
      const home = join(directory, String(index));
      mkdirSync(home);
      run("truncate", "-s", String(sizeBytes), image);
      run("mkfs.ext4", "-q", "-F", image);
      run("mount", "-o", "loop", image, home);
      mounted.push(home);
    }
  } catch (error) {
    close();
    process.stderr.write(`no slow disks here: ${error.message}\n`);
    return null;
  }
  return {
    homes: mounted.map((home) => join(home, "data")),
    stop: (index) => run("fsfreeze", "-f", mounted[index]),
    goOn: (index) => run("fsfreeze", "-u", mounted[index]),
    maySlow: existsSync(throttle),
    slow(index, writesPerSecond) {
      slowed.add(index);
      allow(index, writesPerSecond);
    },
    hurry(index) {
      allow(index, 0);
      slowed.delete(index);
    },
    close,
  };
}
