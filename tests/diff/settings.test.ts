import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readSettings } from "../../src/diff/settings";
import { WrongUsage } from "../../src/common/errors";
import { temporaryFolder } from "../folder";

const read = (text: string) => readSettings(text, "podium-x");

describe("settings on the command line", () => {
  it.each([
    ["", {}],
    ["replicas=5", { "podium:replicas": "5" }],
    ["cpu=0.5, memory=256", { "podium:cpu": "0.5", "podium:memory": "256" }],
    ["podium:cpu=1", { "podium:cpu": "1" }],
    ["update.surge=0,update.rollback=false", { "podium:update": '{"surge":"0","rollback":"false"}' }],
    ["env.QUERY=a=b", { "podium:env": '{"QUERY":"a=b"}' }],
    ["env.EMPTY=", { "podium:env": '{"EMPTY":""}' }],
    ["env.toString=a,env.__proto__=b", { "podium:env": '{"toString":"a","__proto__":"b"}' }],
    ["constructor=a,toString.valueOf=b", { "podium:constructor": "a", "podium:toString": '{"valueOf":"b"}' }],
    ["podium-nomad:mhzPerCore=3000", { "podium-nomad:mhzPerCore": "3000" }],
  ])("are read from %j as %j", (text, config) => {
    expect(read(text)).toEqual(config);
  });

  it.each([
    ["replicas", /^Setting 1 is not key=value; expected key=value, separated by commas/],
    ["replicas=2,", /^Setting 2 is not key=value/],
    ["cpu=1,cpu=2", /^podium:cpu is set twice/],
    ["update=1,update.surge=1", /^podium:update.surge is set both as a whole and in part/],
    ["nothing.yaml", /^nothing.yaml cannot be read: ENOENT/],
  ])("are rejected with an error that says what is expected: %j", (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(WrongUsage);
  });

  it("are never repeated by value in an error, since a value can be a secret", () => {
    expect(() => read("secrets.PASSWORD=half,0therHalf")).toThrow(/^(?!.*(0therHalf|half,))/);
  });
});

describe("settings in a stack's configuration file", () => {
  const fileOf = (content: string) => {
    const file = join(temporaryFolder(), "Pulumi.dev.yaml");
    writeFileSync(file, content);
    return file;
  };

  it("are read as Pulumi would pass them to the program, with a secret's ciphertext as its value", () => {
    const file = fileOf(`
encryptionsalt: v1:abc
config:
  podium:replicas: "3"
  podium:update:
    surge: 0
  podium:secrets:
    API_KEY:
      secure: v1:ciphertext
  aws:region: eu-central-1
`);
    expect(read(file)).toEqual({
      "podium:replicas": "3",
      "podium:update": '{"surge":0}',
      "podium:secrets": '{"API_KEY":"v1:ciphertext"}',
      "aws:region": "eu-central-1",
    });
  });

  it("keep the shape of an object that is encrypted as a whole", () => {
    const file = fileOf(`
config:
  podium:secrets:
    secure: v1:some
  podium:registryCredentials:
    secure: v1:others
  podium:version:
    secure: v1:text
`);
    const { "podium:registryCredentials": credentials, ...config } = read(file);
    expect(config).toEqual({ "podium:secrets": '{"ENCRYPTED":"v1:some"}', "podium:version": "v1:text" });
    expect(JSON.parse(credentials!)).toMatchObject({ server: "encrypted", password: "v1:others" });
  });

  it("may be empty", () => {
    expect(read(fileOf(""))).toEqual({});
  });

  it("must be YAML", () => {
    expect(() => read(fileOf("a: [b"))).toThrow(/is not YAML/);
  });
});
