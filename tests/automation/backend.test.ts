import { describe, expect, it } from "vitest";
import { requireBackend } from "../../src/automation/backend";

describe("the folder of Pulumi's state", () => {
  it.each(["/home/me/podium/.podium", "/home/me/sp ace/ü/.podium", String.raw`C:\podium\.podium`])(
    "can be %s",
    (folder) => expect(() => requireBackend(folder, {})).not.toThrow(),
  );

  it.each([
    ["/home/a%25b/.podium", "%"],
    ["/home/100%/.podium", "%"],
    ["/home/what?/.podium", "?"],
    ["/home/c#/.podium", "#"],
  ])("cannot be %s, unless the state is kept elsewhere", (folder, character) => {
    expect(() => requireBackend(folder, {})).toThrow(
      `Pulumi cannot keep its state in ${folder}, since the path has a ${character}. Move this project`,
    );
    expect(() => requireBackend(folder, { PULUMI_BACKEND_URL: "s3://states" })).not.toThrow();
  });
});
