import type { RestartRules } from "../restarts";

const APP = "pulumi-nodejs:dynamic/marathon:App";

export const restarts: RestartRules = {
  all: [
    {
      type: APP,
      // Podium's provider does not tell Marathon of another upgradeStrategy alone: see difference.ts.
      path: /^app\.(?!instances$|upgradeStrategy\b)/,
      because:
        "anything else of an app than its instances is another version, for which all tasks are replaced",
    },
    { type: APP, path: /^url$/, because: "it is another Marathon" },
  ],
  number: [{ type: APP, path: /^app\.instances$/, because: "Marathon only scales the app" }],
  source:
    "https://github.com/mesosphere/marathon/blob/master/src/main/scala/mesosphere/marathon/state/AppDefinition.scala",
};
