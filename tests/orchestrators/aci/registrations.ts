import { getMonitor } from "@pulumi/pulumi/runtime";

/** What Pulumi's engine is told about a resource beside its inputs, which is all that mocks see. */
export interface Registration {
  type: string;
  name: string;
  /** The provider's name; empty for Pulumi's default one. */
  provider: string;
  /** The names of the resources that have to come first. */
  dependencies: string[];
  ignoreChanges: string[];
  replaceOnChanges: string[];
  deleteBeforeReplace: boolean;
}

/** Pulumi's own requests, as far as they are read here. */
interface Register {
  getType(): string;
  getName(): string;
  getProvider(): string;
  getDependenciesList(): string[];
  getIgnorechangesList(): string[];
  getReplaceonchangesList(): string[];
  getDeletebeforereplace(): boolean;
}
interface Invoke {
  getTok(): string;
  getProvider(): string;
}
type Method<Request> = (request: Request, callback: unknown) => unknown;
interface Monitor {
  registerResource: Method<Register>;
  invoke: Method<Invoke>;
}

/** Notes every registration and every call of a function, with its provider, from here on; for use within `record`. */
export function watchEngine(): { registrations: Registration[]; calls: [token: string, provider: string][] } {
  const monitor = getMonitor() as unknown as Monitor;
  const registrations: Registration[] = [];
  const calls: [string, string][] = [];
  const { registerResource, invoke } = monitor;
  monitor.registerResource = (request, callback) => {
    registrations.push({
      type: request.getType(),
      name: request.getName(),
      provider: nameIn(request.getProvider().split("::").slice(0, -1).join("::")),
      dependencies: request.getDependenciesList().map(nameIn).sort(),
      ignoreChanges: request.getIgnorechangesList(),
      replaceOnChanges: request.getReplaceonchangesList(),
      deleteBeforeReplace: request.getDeletebeforereplace(),
    });
    return registerResource.call(monitor, request, callback);
  };
  monitor.invoke = (request, callback) => {
    calls.push([request.getTok(), nameIn(request.getProvider().split("::").slice(0, -1).join("::"))]);
    return invoke.call(monitor, request, callback);
  };
  return { registrations, calls };
}

/** The resource's name in its URN. */
const nameIn = (urn: string) => urn.split("::").at(-1) ?? "";
