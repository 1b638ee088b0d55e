import { describe, expect, it } from "vitest";
import { moduleOf, resourceGraph } from "../../src/docs/resourceGraph";
import type { Relations } from "../../src/plan/relations";
import { type Fidelity, native, unsupported } from "../../src/workload/fidelity";

const APP = "cloud:run/app:App";

/** Only its types of resources count. */
const fidelity = { name: native(APP, "name"), init: unsupported("no such thing") } as unknown as Fidelity;

const component: Relations = { urn: "c", type: "podium:some:Deployment", name: "web", dependencies: [] };

const part = (urn: string, type: string, dependencies: string[] = [], name = "web"): Relations => ({
  urn,
  type,
  name,
  parent: component.urn,
  dependencies,
});

describe("the graph of resources", () => {
  it("has what a program makes, with what each needs, and the image", () => {
    const graph = resourceGraph(
      [
        component,
        part("app", APP, ["net", "urn:pulumi:dev::p::pulumi:pulumi:StackReference::image"]),
        part("net", "cloud:net/network:Network", [], "web-inner"),
        { ...part("repository", "cloud:store/repository:Repository"), parent: undefined },
      ],
      fidelity,
    );
    expect(graph.nodes).toEqual([
      { id: "app", label: ["App", "run"], isInside: true, shape: "resource" },
      { id: "net", label: ["Network inner", "net"], isInside: true, shape: "resource" },
      { id: "repository", label: ["Repository", "store"], isInside: false, shape: "resource" },
      { id: "image", label: ["image by digest", "from the root project"], isInside: false, shape: "outside" },
    ]);
    expect(graph.edges).toEqual([
      { from: "app", to: "net" },
      { from: "app", to: "image" },
    ]);
  });

  it("is the same in whatever order resources were registered", () => {
    const resources = [component, part("app", APP, ["log", "net"]), part("log", APP), part("net", APP)];
    const other = [...resources].reverse().map((each) => ({
      ...each,
      dependencies: [...each.dependencies].reverse(),
    }));
    expect(resourceGraph(other, fidelity)).toEqual(resourceGraph(resources, fidelity));
  });

  it("leaves providers out", () => {
    const provider = part("provider", "pulumi:providers:cloud");
    const { nodes, edges } = resourceGraph([component, provider, part("app", APP, ["provider"])], fidelity);
    expect(nodes.map(({ id }) => id)).toEqual(["app", "image"]);
    expect(edges).toEqual([]);
  });

  it("draws many helpers of one module as one, without what only they need", () => {
    const { nodes, edges } = resourceGraph(
      [
        component,
        part("app", APP, ["one", "log"]),
        part("one", "cloud:net/subnet:Subnet", ["log"]),
        part("two", "cloud:net/subnet:Subnet", ["one"]),
        part("gate", "cloud:net/gateway:Gateway", ["one"]),
        part("log", "cloud:log/group:Group"),
      ],
      fidelity,
    );
    expect(nodes.map(({ label }) => label)).toContainEqual(["net", "Gateway", "Subnet ×2"]);
    expect(edges).toEqual([
      { from: "app", to: "log" },
      { from: "app", to: "net" },
    ]);
  });

  it("never hides a resource that expresses an item of the workload", () => {
    const apps = ["a", "b", "c"].map((urn) => part(urn, APP));
    const { nodes } = resourceGraph([component, ...apps], fidelity);
    expect(nodes.map(({ id }) => id)).toEqual(["a", "b", "c", "image"]);
  });
});

it.each([
  ["random:index/randomString:RandomString", "random"],
  ["cloud:net/subnet:Subnet", "net"],
  ["kit:core/v1:Thing", "core/v1"],
  ["kit:thing:Thing", "kit"],
  ["pulumi-nodejs:dynamic/kit:App", "kit"],
])("%s is in the module %s", (type, module) => {
  expect(moduleOf({ ...component, type })).toBe(module);
});
