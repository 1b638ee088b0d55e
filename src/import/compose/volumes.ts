import { isObject } from "../../workload/values";
import { takeWritable } from "../image";
import { dockerMebibytes } from "../quantities";
import type { Source } from "../source";
import { asList } from "./merge";
import type { ComposeService } from "./read";

/** `[SOURCE:]TARGET[:MODE]`, where a source can be a drive's path: `C:\data:/data`. */
const SHORT = /^(?:((?:[A-Za-z]:[\\/])?[^:]*):)?([^:]+)(?::([\w,]+))?$/;

/** Takes `volumes`: nothing that keeps data, and nothing from this machine. */
export function takeVolumes({ name, value, file }: ComposeService, source: Source): void {
  const { draft } = source;
  asList(value["volumes"]).forEach((each, index) => {
    const from = `services.${name}.volumes[${index}]`;
    const volume = isObject(each) ? each : shortVolume(String(each));
    const { type, source: origin, target, tmpfs } = volume as Record<string, unknown> & { target?: string };
    if (!target)
      throw file.problem(["services", name, "volumes", index], "has no target, a path in the container");
    if (type === "tmpfs") return takeTmpfs(source, from, target, (tmpfs ?? {}) as { size?: unknown });
    if (type === "bind" || type === "npipe")
      return draft.lose(
        `${from} ${target}`,
        "a file or folder of this machine: put it into the image, or its content into env",
      );
    if (type === "image")
      return draft.lose(`${from} ${target}`, "another image's files: put them into the image");
    if (type === "volume" && origin === undefined) return takeWritable(draft, from, target);
    draft.lose(
      `${from} ${target}`,
      `no data is kept when an instance ends: keep it in a database or an object store`,
    );
  });
}

function shortVolume(text: string): Record<string, unknown> {
  const [, origin, target] = SHORT.exec(text) ?? [];
  if (origin === undefined) return { type: "volume", target };
  return { type: /^([.~/\\]|[A-Za-z]:[\\/])/.test(origin) ? "bind" : "volume", source: origin, target };
}

/** Takes `tmpfs`: `PATH[:OPTION,…]`. */
export function takeTmpfsList({ name, value }: ComposeService, source: Source): void {
  asList(value["tmpfs"]).forEach((each, index) => {
    const [target = "", options = ""] = String(each).split(":");
    const given = options.split(",").filter(Boolean);
    const size = given.find((option) => option.startsWith("size="))?.slice(5);
    const from = `services.${name}.tmpfs[${index}]`;
    takeTmpfs(source, from, target, { size, exec: given.includes("exec") });
    const others = given.filter((option) => !/^(size=.*|exec|noexec|rw)$/.test(option));
    if (others.length)
      source.draft.lose(`${from}, options ${others.join(", ")}`, "the contract has size and exec");
  });
}

/** Docker lets no programs run from a tmpfs, and does not limit it: https://docs.docker.com/engine/storage/tmpfs/ */
function takeTmpfs(
  source: Source,
  from: string,
  target: string,
  { size, exec = false }: { size?: unknown; exec?: boolean },
): void {
  const { draft } = source;
  const mebibytes = size === undefined ? undefined : dockerMebibytes(size);
  if (target.replace(/\/$/, "") !== "/tmp") {
    takeWritable(draft, from, target);
    if (mebibytes) draft.lose(`${from}, its size`, "only /tmp has one");
    return;
  }
  if (!mebibytes && !exec) return draft.keep(`${from} /tmp`, "/tmp is writable anyway");
  if (mebibytes) draft.takeNumber(`${from}, its size`, "tmp.size", mebibytes, " MiB");
  if (exec) draft.take(`${from}, exec`, "tmp.exec", true);
}
