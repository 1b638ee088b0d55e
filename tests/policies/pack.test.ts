import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { AnalyzeResponse, AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CONTAINER_POLICIES, STACK_POLICIES } from "../../policies/rules";
import { ROOT } from "../command";

const load = createRequire(__filename);
const HOST = load.resolve("@pulumi/pulumi/cmd/run-policy-pack");
// The protocol between Pulumi's engine and a policy pack, in Pulumi's own modules, which have types but are not ESM.
const { credentials } = load("@grpc/grpc-js") as {
  credentials: { createInsecure(): ConstructorParameters<typeof AnalyzerClient>[1] };
};
const { AnalyzerClient } = load(
  "@pulumi/pulumi/proto/analyzer_grpc_pb",
) as typeof import("@pulumi/pulumi/proto/analyzer_grpc_pb");
const { AnalyzeRequest, AnalyzerResourceOptions } = load(
  "@pulumi/pulumi/proto/analyzer_pb",
) as typeof import("@pulumi/pulumi/proto/analyzer_pb");
const { Struct } = load("google-protobuf/google/protobuf/struct_pb");
const { Empty } = load("google-protobuf/google/protobuf/empty_pb");

/** Runs the pack in Pulumi's own host for policy packs, as the CLI does. */
describe("the policy pack", () => {
  let host: ChildProcess;
  let client: InstanceType<typeof AnalyzerClient>;

  beforeAll(async () => {
    // The host requires an engine's address, but sends no request to it.
    host = spawn(process.execPath, [HOST, "127.0.0.1:9", "."], { cwd: join(ROOT, "policies") });
    const port = await new Promise<string>((resolve, reject) => {
      host.stdout!.once("data", (line: Buffer) => resolve(line.toString().trim()));
      host.stderr!.once("data", (line: Buffer) => reject(new Error(line.toString())));
    });
    client = new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure());
  });
  afterAll(() => {
    client?.close();
    host.kill();
  });

  const ask = <T>(call: (done: (error: Error | null, response: T) => void) => void) =>
    new Promise<T>((resolve, reject) =>
      call((error, response) => (error ? reject(error) : resolve(response))),
    );

  it("contains every policy", async () => {
    const info = await ask<AnalyzerInfo>((done) => client.getAnalyzerInfo(new Empty(), done));
    expect(info.getName()).toBe("podium");
    expect(info.getPoliciesList().map((policy) => policy.getName())).toEqual(
      [...CONTAINER_POLICIES, ...STACK_POLICIES].map(({ name }) => name),
    );
  });

  it("reports what is wrong with a resource, and which policies do not apply to it", async () => {
    const request = new AnalyzeRequest();
    request.setType("azure-native:containerinstance:ContainerGroup");
    request.setName("web-0");
    request.setUrn("urn:pulumi:dev::podium-test::azure-native:containerinstance:ContainerGroup::web-0");
    const amount = { cpu: 1, memoryInGB: 1 };
    const container = {
      name: "app",
      image: "podium:latest",
      resources: { limits: amount },
      livenessProbe: {},
    };
    request.setProperties(Struct.fromJavaScript({ containers: [container] }));
    request.setOptions(new AnalyzerResourceOptions());
    const analysis = await ask<AnalyzeResponse>((done) => client.analyze(request, done));
    const [found, ...others] = analysis.getDiagnosticsList();
    expect([found!.getPolicyname(), others]).toEqual(["image-by-digest", []]);
    expect(found!.getMessage()).toContain('app has the image "podium:latest"');
    expect(analysis.getNotApplicableList().map((each) => each.getPolicyName())).toEqual(["non-root"]);
  });
});
