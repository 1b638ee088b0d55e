import * as pulumi from "@pulumi/pulumi";

/** What Pulumi is told about a resource beside its inputs. Mocks are not told; the requests that they answer have it. */
export interface Relations {
  urn: string;
  /** The Pulumi type token. */
  type: string;
  /** The resource's name in the program. */
  name: string;
  /** The URN of the component that it is a part of; undefined for one at the top. */
  parent?: string;
  /** The URNs of the resources that must be there first: those that its inputs come from, and those it waits for. */
  dependencies: string[];
}

/** The parts of Pulumi's request that are read here. */
interface Request {
  getType(): string;
  getName(): string;
  getParent(): string;
  getDependenciesList(): string[];
}

type Register = (
  request: Request,
  callback: (error: unknown, response?: { getUrn(): string }) => void,
) => Promise<void>;

/** Follows what the mocks that are in place register. @returns a list that grows, in the order of registration. */
export function followRelations(): Relations[] {
  const relations: Relations[] = [];
  const monitor = pulumi.runtime.getMonitor() as unknown as { registerResource: Register };
  const register = monitor.registerResource.bind(monitor);
  monitor.registerResource = (request, callback) =>
    register(request, (error, response) => {
      if (response) {
        relations.push({
          urn: response.getUrn(),
          type: request.getType(),
          name: request.getName(),
          parent: request.getParent() || undefined,
          dependencies: request.getDependenciesList(),
        });
      }
      callback(error, response);
    });
  return relations;
}
