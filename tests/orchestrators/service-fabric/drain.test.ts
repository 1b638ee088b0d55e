import { describe, expect, it, onTestFinished } from "vitest";
import { connect } from "../../../src/orchestrators/service-fabric/engine";
import { fakeGateway, Refusal } from "./fake";

async function cluster() {
  const fake = await fakeGateway();
  const engine = connect({ endpoint: fake.url });
  onTestFinished(() => engine.close());
  return { fake, engine };
}

const LIMITS = { seconds: 60, stop: new AbortController().signal };

describe("draining a node of Service Fabric", () => {
  it("deactivates it as before a restart, since a pause would leave its instances there", async () => {
    const { fake, engine } = await cluster();
    fake.on("POST /Nodes/_Node 1/$/Deactivate");
    expect(await engine.drain!("fabric:/demo", "_Node 1", LIMITS)).toBe(
      "deactivated with the intent Restart",
    );
    expect(fake.bodyOf("POST /Nodes/_Node 1/$/Deactivate")).toEqual({ DeactivationIntent: "Restart" });
  });

  it("ends with its activation", async () => {
    const { fake, engine } = await cluster();
    fake.on("POST /Nodes/_Node 1/$/Activate");
    await engine.undrain!("_Node 1");
    expect(fake.changes).toEqual(["POST /Nodes/_Node 1/$/Activate"]);
  });

  it("reports why the cluster refuses", async () => {
    const { fake, engine } = await cluster();
    fake.on("POST /Nodes/gone/$/Deactivate", new Refusal("FABRIC_E_NODE_NOT_FOUND"));
    await expect(engine.drain!("fabric:/demo", "gone", LIMITS)).rejects.toThrow("FABRIC_E_NODE_NOT_FOUND");
  });
});
