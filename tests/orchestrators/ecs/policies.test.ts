import { describe, expect, it } from "vitest";
import { STACK_POLICIES } from "../../../policies/rules";
import { IMAGE } from "../../program";
import { findings } from "../../policies/findings";
import { asInHost } from "../../policies/host";
import { spoil } from "../../policies/spoil";
import { runStack } from "../../stack";
import { kit } from "./kit";

const HTTPS = {
  "podium:health": '{"command":["/check"]}',
  "podium:image": IMAGE,
  "podium:publicPort": "443",
  "podium-ecs:certificateArn": "arn:aws:acm:eu-central-1:123456789012:certificate/12345678-90ab",
  "podium-ecs:domain": "podium.example.com",
};

describe("the policies on ECS with HTTPS", () => {
  it("allow a second port only if all it does is redirect to HTTPS", async () => {
    const { resources } = await runStack("ecs", HTTPS, kit.answers);
    expect(findings(resources)).toEqual([]);
    const spoilt = (value: unknown) =>
      resources.map((each) =>
        each.type === "aws:lb/listener:Listener" && each.inputs["port"] === 80
          ? spoil(each, ["defaultActions.0", value])
          : each,
      );
    for (const action of [{ type: "forward" }, { type: "redirect", redirect: { protocol: "HTTP" } }]) {
      expect(STACK_POLICIES[0]!.problems(spoilt(action).map(asInHost))).toEqual([
        "More than one port is open to the world: 80 (podium-dev-world-80), 443 (podium-dev-world-443). Keep only the endpoint's.",
      ]);
    }
  });
});
