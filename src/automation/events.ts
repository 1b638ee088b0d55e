import type { EngineEvent } from "@pulumi/pulumi/automation";

/** E.g. "create Service podium-dev"; undefined for what exists only in Pulumi's state. */
export function describe({ resourcePreEvent, resOutputsEvent }: EngineEvent): string | undefined {
  const { op, urn } = resourcePreEvent?.metadata ?? resOutputsEvent?.metadata ?? {};
  if (!op || !urn || ["same", "read", "refresh"].includes(op)) return undefined;
  const [types = "", name = ""] = urn.split("::").slice(-2);
  const type = types.split("$").at(-1)!;
  if (/^(pulumi|podium):/.test(type)) return undefined;
  return `${op} ${type.split(":").at(-1)} ${name}${resOutputsEvent ? ": done" : ""}`;
}
