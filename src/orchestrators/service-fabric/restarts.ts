import type { RestartRules } from "../restarts";

const SERVICE = "pulumi-nodejs:dynamic/serviceFabric:Service";

export const restarts: RestartRules = {
  all: [
    {
      type: "pulumi-nodejs:dynamic/serviceFabric:Application",
      path: /^(typeVersion|parameters)\b/,
      because: "the application is upgraded with forceRestart, one upgrade domain after the other",
    },
    {
      type: SERVICE,
      path: /^(endpoint|applicationName|name|serviceTypeName|dnsName)$/,
      because: "the service is recreated",
    },
  ],
  number: [{ type: SERVICE, path: /^instanceCount$/, because: "only the size of the service changes" }],
  source: "https://learn.microsoft.com/rest/api/servicefabric/sfclient-model-applicationupgradedescription",
};
