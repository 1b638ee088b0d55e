import * as pulumi from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { type Relocation, relocate } from "../../src/image/relocate";
import { expectFailedOutputs, promiseOf } from "../failures";
import { FakeRegistry, LOGIN } from "./registry-fake";

let registries: FakeRegistry[] = [];
afterEach(() => {
  for (const registry of registries) registry.close();
  registries = [];
});

async function listen(): Promise<FakeRegistry> {
  const registry = await FakeRegistry.listen({ scheme: "bearer" });
  registries.push(registry);
  return registry;
}

/** What a program receives, in a preview or an update. */
async function outcome(
  relocation: Relocation,
  isPreview: boolean,
): Promise<{ value: string; isSecret: boolean }> {
  await pulumi.runtime.setMocks(
    { newResource: ({ inputs }) => ({ id: "1", state: inputs }), call: () => ({}) },
    "test",
    "dev",
    isPreview,
  );
  const output = relocate(relocation);
  return { value: await promiseOf(output), isSecret: await pulumi.isSecret(output) };
}

describe("an image in another registry", () => {
  expectFailedOutputs();

  it("is copied there, and named by the same digest", async () => {
    const [from, to] = [await listen(), await listen()];
    const digest = from.add(["layer"]);
    const credentials = { ...LOGIN, server: from.host };
    const image = `${from.repository}:v1@${digest}`;
    const login = pulumi.secret(LOGIN);
    const result = await outcome({ image, credentials, repository: to.repository, login }, false);
    expect(result).toEqual({ value: `${to.repository}@${digest}`, isSecret: false });
    expect(to.content).toEqual(from.content);
  });

  it("is named but not copied in a preview", async () => {
    const image = `localhost:1/podium@sha256:${"a".repeat(64)}`;
    const preview = { image, repository: "localhost:2/podium", login: undefined };
    expect((await outcome(preview, true)).value).toBe(`localhost:2/podium@sha256:${"a".repeat(64)}`);
  });

  it("reports a failed copy with its target, and without secrets", async () => {
    const [from, to] = [await listen(), await listen()];
    from.close();
    const image = `${from.repository}@sha256:${"a".repeat(64)}`;
    const failure = outcome({ image, repository: to.repository, login: LOGIN }, false);
    await expect(failure).rejects.toThrow(
      new RegExp(`^The image could not be copied to ${to.repository}: connect ECONNREFUSED ${from.host}$`),
    );
    await expect(failure).rejects.not.toThrow(LOGIN.password);
  });

  it("is copied without sending one registry's credentials to another", async () => {
    const [from, to] = [await listen(), await listen()];
    const credentials = { ...LOGIN, server: "registry.example.com" };
    const image = `${from.repository}@${from.add(["layer"])}`;
    await expect(
      outcome({ image, credentials, repository: to.repository, login: LOGIN }, false),
    ).rejects.toThrow(`${from.host} rejected the login with 401`);
    for (const { authorization } of from.requests) expect(authorization).toBeUndefined();
  });
});
