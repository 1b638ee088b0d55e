import * as pulumi from "@pulumi/pulumi";
import { describe, expect, it } from "vitest";
import { EcsDeployment } from "../../../src/orchestrators/ecs/deployment";
import { expectFailedOutputs, promiseOf } from "../../failures";
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
    isSample: true,
    vpc: "own",
    cpuArchitecture: "X86_64",
    target: { region: "eu-central-1" },
    region: "eu-central-1",
  });
  return promiseOf(reference);
}

describe("an update on ECS", () => {
  expectFailedOutputs();

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
