import { describe, expect, it, vi } from "vitest";
import { picture } from "../../src/docs/picture";

describe("a picture", () => {
  it("shows what clients reach, what keeps instances running, and what that needs", async () => {
    const lines = (await picture("kubernetes")).split("\n").map((line) => line.trim());
    const idOf = (label: string) => lines.find((line) => line.includes(`"${label}`))!.match(/^n\d+/)![0];
    expect(lines).toContain(`${idOf("clients")} -.->|"port 30080"| ${idOf("Service<br/>core/v1")}`);
    expect(lines).toContain(`${idOf("Deployment<br/>")} -.->|"keeps running"| ${idOf("2 × pod")}`);
    expect(lines).toContain(`${idOf("Deployment<br/>")} --> ${idOf("Secret secrets")}`);
    expect(lines).toContain(`${idOf("Deployment<br/>")} --> ${idOf("image by digest")}`);
  });

  it.each([
    ["nomad", "Job front-door"],
    ["kubernetes", "Service<br/>core/v1"],
    ["service-fabric", undefined],
    ["swarm", undefined],
  ] as const)("shows what sends requests to the instances: on %s %s", async (name, label) => {
    const lines = (await picture(name)).split("\n");
    const id = label && lines.find((line) => line.includes(`"${label}`))!.trim().match(/^n\d+/)![0];
    const senders = lines.flatMap((line) => /(n\d+) -\.->\|"requests"\| n1$/.exec(line)?.[1] ?? []);
    expect(senders).toEqual(id ? [id] : []);
  });

  it("shows instances as such where the program itself makes each of them", async () => {
    const drawn = await picture("aci");
    expect(drawn).not.toContain("keeps running");
    expect(drawn.match(/"ContainerGroup \d<br\/>/g)).toHaveLength(2);
    expect(drawn.match(/port 8085/g)).toHaveLength(2);
  });

  it("does not depend on the engines of whoever draws it", async () => {
    const before = await picture("ecs");
    vi.stubEnv("AWS_ENDPOINT_URL", "http://localhost:4566");
    expect(await picture("ecs")).toBe(before);
    expect(process.env["AWS_ENDPOINT_URL"]).toBe("http://localhost:4566");
    vi.unstubAllEnvs();
  });
});
