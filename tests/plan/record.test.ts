import { Namespace } from "@pulumi/kubernetes/core/v1/namespace";
import { Secret as KubernetesSecret } from "@pulumi/kubernetes/core/v1/secret";
import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
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

  it("passes on a program's error", async () => {
    const program = () => {
      throw new Error("broken");
    };
    await expect(record({ project: "test" }, program)).rejects.toThrow("broken");
  });
});
