import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";

/** Identifies this machine's current boot, as Linux tells it; undefined on other systems. */
export function bootId(): string | undefined {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return undefined;
  }
}

/** Whether an address belongs to one of this machine's network interfaces. */
export const isOwnAddress = (address: string): boolean =>
  Object.values(networkInterfaces()).some((all) => all?.some((each) => each.address === address));
