import { join } from "node:path";
import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Secret as KubernetesSecret } from "@pulumi/kubernetes/core/v1/secret";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { ROOT, run } from "../command";
import { record, Secret, UNKNOWN } from "../../src/plan/record";

describe("a recording", () => {
  it("waits for resources that are registered late", async () => {
    const { resources } = await record({ project: "test" }, () => {
      const first = new Namespace("first", { metadata: { name: "one" } });
      first.metadata.name.apply((name) => new Namespace("second", { metadata: { name: `${name}-two` } }));
    });
    expect(resources).toEqual([
      {
        type: "kubernetes:core/v1:Namespace",
        name: "first",
        inputs: expect.objectContaining({ metadata: { name: "one" } }),
      },
      {
        type: "kubernetes:core/v1:Namespace",
        name: "second",
        inputs: expect.objectContaining({ metadata: { name: "one-two" } }),
      },
    ]);
  });

  it("marks values that are known only after up", async () => {
    const { resources } = await record({ project: "test" }, () => {
      const first = new Namespace("first", {});
      new Namespace("second", { metadata: { annotations: { of: first.metadata.uid } } });
    });
    expect(resources[1]?.inputs).toMatchObject({ metadata: { annotations: { of: UNKNOWN } } });
  });

  it("tells what a resource is a part of, and what it needs first", async () => {
    const { relations } = await record({ project: "test" }, () => {
      const parent = new pulumi.ComponentResource("test:index:Outer", "outer");
      const first = new Namespace("first", {}, { parent });
      const second = new Namespace("second", { metadata: { annotations: { of: first.metadata.uid } } });
      new Namespace("third", {}, { dependsOn: second });
    });
    const urnOf = (name: string) => relations.find((each) => each.name === name)!.urn;
    expect(relations.map(({ name, parent, dependencies }) => ({ name, parent, dependencies }))).toEqual([
      { name: "outer", parent: undefined, dependencies: [] },
      { name: "first", parent: urnOf("outer"), dependencies: [] },
      { name: "second", parent: undefined, dependencies: [urnOf("first")] },
      { name: "third", parent: undefined, dependencies: [urnOf("second")] },
    ]);
    expect(relations[0]).toMatchObject({ type: "test:index:Outer" });
  });

  it("keeps secrets, and never prints them", async () => {
    const { resources } = await record({ project: "test" }, () => {
      new KubernetesSecret("secret", { stringData: { key: pulumi.secret("s3cret") } });
    });
    expect(resources[0]?.inputs["stringData"]).toEqual(new Secret({ key: "s3cret" }));
    expect(JSON.stringify(resources)).not.toContain("s3cret");
  });

  it("runs one program after another, each with its own configuration", async () => {
    const read = () => new pulumi.Config("podium").get("replicas");
    const first = await record({ project: "one", config: { "podium:replicas": "3" } }, read);
    const second = await record({ project: "two" }, read);
    expect([first.result, second.result]).toEqual(["3", undefined]);
  });

  it("leaves nothing of a program that fails to the next one", async () => {
    const fails = () => {
      new pulumi.ComponentResource("test:index:Outer", "outer", {}, {});
      new Namespace("left", { metadata: { name: "left" } });
      throw new Error("broken");
    };
    await expect(record({ project: "one" }, fails)).rejects.toThrow("broken");
    const { resources } = await record({ project: "two" }, () => new Namespace("second", {}));
    expect(resources.map(({ name }) => name)).toEqual(["second"]);
  });

  it("passes on a program's error", async () => {
    const program = () => {
      throw new Error("broken");
    };
    await expect(record({ project: "test" }, program)).rejects.toThrow("broken");
  });

  it("passes on an error within an apply, on which resources depend, and can be followed by another", async () => {
    // In a process of its own: the test runner takes any error that nobody handles for its own.
    const script = `
      const { record } = require("./src/plan/record");
      const pulumi = require("@pulumi/pulumi");
      const resource = (name, inputs) => new pulumi.CustomResource("test:index:Test", name, inputs);
      async function main() {
        const failure = await record({ project: "test" }, () => {
          const wrong = pulumi.output("x").apply(() => { throw new Error("broken"); });
          const first = resource("first", { wrong });
          resource("second", { first: first.id });
        }).catch(({ message }) => message);
        const { resources } = await record({ project: "test" }, () => void resource("third", {}));
        console.log(JSON.stringify([failure, resources.map(({ name }) => name)]));
      }
      main();`;
    const { stdout, stderr } = await run(process.execPath, [
      "--require",
      join(ROOT, "bin", "typescript.js"),
      ...["--eval", script],
    ]);
    expect([stdout, stderr]).toEqual(['["error serializing property \\"wrong\\": broken",["third"]]\n', ""]);
  });
});
