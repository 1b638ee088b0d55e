import { setImmediate } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { EcsDeployment } from "../../../src/orchestrators/ecs/deployment";
import { IMAGE, workloadOf } from "../../program";

const CLUSTER = "arn:aws:ecs:eu-central-1:123456789012";

/** What `pulumi up`, or a preview, gets as the deployment's reference where the service runs this revision. */
async function referenceWith(running: string, isPreview = false): Promise<string> {
  const outputs: Record<string, object> = {
    "aws:ecs/cluster:Cluster": { arn: `${CLUSTER}:cluster/web` },
    "aws:ecs/taskDefinition:TaskDefinition": { arn: `${CLUSTER}:task-definition/web:2` },
    "aws:ecs/service:Service": { taskDefinition: `${CLUSTER}:task-definition/${running}` },
  };
  const mocks: pulumi.runtime.Mocks = {
    newResource: ({ type, name, inputs }) => ({ id: name, state: { ...inputs, ...outputs[type] } }),
    call: ({ inputs }) => ({ ...inputs, names: ["a", "b"] }),
  };
  await pulumi.runtime.setMocks(mocks, "test", "dev", isPreview);
  const { reference } = new EcsDeployment("web", {
    workload: workloadOf({ publicPort: 80 }),
    image: IMAGE,
    vpc: "own",
    cpuArchitecture: "X86_64",
    target: { region: "eu-central-1" },
    region: "eu-central-1",
  });
  // An output's promise is not public, and `apply` never runs after a failure.
  return (reference as unknown as { promise(): Promise<string> }).promise();
}

describe("an update on ECS", () => {
  // A failed output also rejects whatever depends on it; the Pulumi CLI handles that, and prints the first.
  const failures = process.listeners("unhandledRejection");
  beforeAll(() => void process.removeAllListeners("unhandledRejection").on("unhandledRejection", () => {}));
  afterAll(async () => {
    await setImmediate();
    process.removeAllListeners("unhandledRejection");
    for (const each of failures) process.on("unhandledRejection", each);
  });

  it("is done when the service runs the wanted task definition", async () => {
    expect(await referenceWith("web:2")).toBe("web/web");
  });

  it("has failed if the circuit breaker has gone back to the one before", async () => {
    await expect(referenceWith("web:1")).rejects.toThrow(
      "ECS has rolled the service web back: it runs web:1 instead of web:2. The service's events and its stopped tasks " +
        "say why. Correct the release, then run `pulumi up --refresh`.",
    );
  });

  it("is not judged in a preview, which would keep the next one from being tried", async () => {
    expect(await referenceWith("web:1", true)).toBe("web/web");
  });
});
