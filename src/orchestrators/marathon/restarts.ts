import type { RestartRules } from "../restarts";

const APP = "pulumi-nodejs:dynamic/marathon:App";

export const restarts: RestartRules = {
  all: [
    {
      type: APP,
      // Podium's provider does not send a change of upgradeStrategy alone: see difference.ts.
      path: /^app\.(?!instances$|upgradeStrategy\b)/,
      because: "a change of anything but `instances` is a new version of the app, which replaces all tasks",
    },
    { type: APP, path: /^url$/, because: "it is another Marathon" },
  ],
  number: [{ type: APP, path: /^app\.instances$/, because: "Marathon only scales the app" }],
  source:
    "https://github.com/mesosphere/marathon/blob/master/src/main/scala/mesosphere/marathon/state/AppDefinition.scala",
};
