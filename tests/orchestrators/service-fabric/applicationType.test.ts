import { beforeEach, describe, expect, it } from "vitest";
import {
  type ApplicationTypeVersionInputs,
  provider as versions,
} from "../../../src/orchestrators/service-fabric/applicationType";
import { type FakeGateway, fakeGateway, inTurn, Refusal } from "./fake";
import { failure, hurry, unfinished } from "../providers";

let fake: FakeGateway;
beforeEach(async () => {
  fake = await fakeGateway();
});
hurry();

describe("a version of an application type", () => {
  const inputs = (changes: Partial<ApplicationTypeVersionInputs> = {}): ApplicationTypeVersionInputs => ({
    endpoint: fake.url,
    typeName: "webType",
    version: "v1-abc",
    applicationManifest: JSON.stringify({ ApplicationTypeName: "webType" }),
    serviceManifest: JSON.stringify({ Name: "WebPkg" }),
    ...changes,
  });
  const FIND = "GET /ApplicationTypes/webType?ApplicationTypeVersion=v1-abc";
  const PROVISION = "POST /ApplicationTypes/$/Provision";
  const UNPROVISION = "POST /ApplicationTypes/webType/$/Unprovision";
  const CLEAN = "DELETE /ImageStore/webType-v1-abc";
  const UPLOAD = [
    "PUT /ImageStore/webType-v1-abc/ApplicationManifest.xml",
    "PUT /ImageStore/webType-v1-abc/WebPkg/ServiceManifest.xml",
    "PUT /ImageStore/webType-v1-abc/WebPkg/_.dir",
    "PUT /ImageStore/webType-v1-abc/_.dir",
  ];
  const found = (Status: string, StatusDetails?: string) => ({
    Items: [{ Version: "v1-abc", Status, StatusDetails }],
  });
  const none = { Items: [] };
  beforeEach(() => {
    for (const request of [...UPLOAD, PROVISION, UNPROVISION, CLEAN]) fake.on(request);
  });

  it("is uploaded as XML and provisioned, and its upload removed", async () => {
    fake.on(FIND, inTurn(none, found("Provisioning"), found("Available")));
    expect(await versions.create(inputs())).toEqual({ id: "webType/v1-abc", outs: inputs() });
    expect(fake.changes).toEqual([...UPLOAD, PROVISION, CLEAN]);
    expect(fake.bodyOf(UPLOAD[0]!)).toBe(
      '<?xml version="1.0" encoding="utf-8"?>\n<ApplicationManifest ApplicationTypeName="webType"/>\n',
    );
    expect(fake.bodyOf(PROVISION)).toEqual({
      Kind: "ImageStorePath",
      ApplicationTypeBuildPath: "webType-v1-abc",
      Async: true,
    });
    expect([...fake.versions]).toEqual(["6.5"]);
  });

  it("is left alone if it already exists", async () => {
    fake.on(FIND, found("Available"));
    await versions.create(inputs());
    expect(fake.changes).toEqual([]);
  });

  it("is waited for if an earlier attempt is still provisioning it", async () => {
    fake.on(FIND, inTurn(found("Provisioning"), found("Available")));
    await versions.create(inputs());
    expect(fake.changes).toEqual([CLEAN]);
  });

  it("is provisioned again if an earlier attempt failed", async () => {
    fake.on(FIND, inTurn(found("Failed"), none, found("Available")));
    await versions.create(inputs());
    expect(fake.changes).toEqual([UNPROVISION, ...UPLOAD, PROVISION, CLEAN]);
  });

  it("is unfinished if the cluster rejects it, and its upload is removed", async () => {
    fake.on(FIND, inTurn(none, found("Failed", "no such element")));
    const error = await failure(versions.create(inputs()));
    expect(error).toMatchObject(unfinished("webType/v1-abc", inputs()));
    expect(error.message).toBe("Provisioning webType v1-abc failed: no such element");
    expect(fake.changes.at(-1)).toBe(CLEAN);
  });

  it("is replaced by another version, type or cluster", async () => {
    const diff = (news: object) => versions.diff!("", inputs(), inputs(news));
    expect(await diff({})).toEqual({ changes: false, replaces: [] });
    expect(await diff({ version: "v2-def" })).toEqual({ changes: true, replaces: ["version"] });
    expect(await diff({ typeName: "other" })).toEqual({ changes: true, replaces: ["typeName"] });
    expect(await diff({ endpoint: "http://x" })).toEqual({ changes: true, replaces: ["endpoint"] });
    expect(await diff({ serviceManifest: "{}" })).toEqual({ changes: false, replaces: [] });
  });

  it("does not exist for a refresh unless the cluster has it available", async () => {
    fake.on(FIND, found("Available"));
    expect(await versions.read!("id", inputs())).toEqual({ id: "id", props: inputs() });
    fake.on(FIND, found("Failed"));
    expect(await versions.read!("id", inputs())).toEqual({});
    fake.on(FIND, new Refusal("FABRIC_E_APPLICATION_TYPE_NOT_FOUND"));
    expect(await versions.read!("id", inputs())).toEqual({});
  });

  it("is deleted by unprovisioning it", async () => {
    fake.on(FIND, inTurn(found("Unprovisioning"), none));
    await versions.delete!("", inputs());
    expect(fake.bodyOf(UNPROVISION)).toEqual({ ApplicationTypeVersion: "v1-abc", Async: true });
  });

  it.each([["FABRIC_E_APPLICATION_TYPE_NOT_FOUND"], ["FABRIC_E_APPLICATION_TYPE_IN_USE"]])(
    "counts as deleted if the cluster responds %s",
    async (code) => {
      fake.on(FIND, none).on(UNPROVISION, new Refusal(code, 409));
      await versions.delete!("", inputs());
    },
  );

  it("is not deleted if the cluster refuses", async () => {
    fake.on(UNPROVISION, new Refusal("E_ACCESSDENIED", 403, "not you"));
    const error = await failure(versions.delete!("", inputs()));
    expect(error.message).toBe("POST /ApplicationTypes/webType/$/Unprovision: E_ACCESSDENIED, not you");
  });
});
