import type { Kit } from "../orchestrators/kit";

const EVERYTHING_OPTIONAL = {
  "podium:secrets": '{"API_KEY":"s3cret"}',
  "podium:registryCredentials": '{"server":"registry.example.com","username":"robot","password":"pass"}',
  "podium:env": '{"GREETING":"hello"}',
  "podium:autoscaling": '{"min":2,"max":6,"cpuPercent":70}',
  "podium:replicas": "3",
  "podium:stopSignal": "SIGQUIT",
  "podium:replaceSeconds": "30",
  "podium:init": "true",
  "podium:command": '["/bin/sh","-c"]',
  "podium:health": '{"headers":{"Host":"app.example.com"}}',
  "podium:readiness": '{"headers":{"Host":"app.example.com"}}',
  "podium:args": '["exec $(A) ${B} %{ C } {{D}} $$ \\"x\\""]',
};

const OWN_IMAGE = `registry.example.com/own@sha256:${"b".repeat(64)}`;

/** Configurations that stress a program, each in a different way. */
const CONFIGURATIONS = {
  defaults: {},
  "secrets and registry credentials": {
    "podium:secrets": '{"API_KEY":"s3cret","PEM":"one\\ntwo"}',
    "podium:registryCredentials":
      '{"server":"registry.example.com:5000","username":"robot","password":"pass"}',
  },
  "every optional item": EVERYTHING_OPTIONAL,
  everything: EVERYTHING_OPTIONAL,
  "smallest values": {
    "podium:name": "a",
    "podium:version": "1",
    "podium:replicas": "1",
    "podium:cpu": "0.05",
    "podium:memory": "32",
    "podium:user": "1",
    "podium:group": "0",
    "podium:port": "80",
    "podium:health": '{"interval":1,"timeout":1,"failures":1}',
    "podium:readiness": '{"interval":1,"timeout":1,"failures":1}',
    "podium:startSeconds": "1",
    "podium:stopSeconds": "2",
    "podium:replaceSeconds": "0",
    "podium:tmp": '{"size":1}',
    "podium:update": '{"parallelism":1,"surge":0,"rollback":false}',
  },
  "largest values": {
    "podium:name": "a-name-of-20-letters",
    "podium:version": "v1.2.3-rc.4_with-32-characters.Z",
    "podium:replicas": "100",
    "podium:cpu": "16",
    "podium:memory": "65536",
    "podium:user": "2147483647",
    "podium:port": "65535",
    "podium:health": '{"interval":300,"timeout":120,"failures":10}',
    "podium:readiness": '{"interval":300,"timeout":120,"failures":10}',
    "podium:startSeconds": "300",
    "podium:stopSeconds": "120",
    "podium:replaceSeconds": "86400",
    "podium:tmp": '{"size":65536}',
    "podium:writable": JSON.stringify(
      Array.from({ length: 10 }, (_, index) => `/w${index}`.padEnd(255, "x")),
    ),
    "podium:update": '{"parallelism":100,"surge":100}',
    "podium:autoscaling": '{"min":100,"max":100,"cpuPercent":100}',
  },
  "an image of one's own": { "podium:image": OWN_IMAGE, "podium:health": '{"command":["/check","a b"]}' },
  "an image without a health command": { "podium:image": OWN_IMAGE },
  "no checks": { "podium:image": OWN_IMAGE, "podium:health": "none", "podium:readiness": "none" },
  "readiness alone": { "podium:health": "none" },
  "odd values": {
    "podium:cpu": "1.37",
    "podium:memory": "1531",
    "podium:replicas": "7",
    "podium:update": '{"parallelism":3,"surge":2}',
    "podium:readOnlyRootFilesystem": "false",
    "podium:tmp": '{"size":100,"exec":true}',
    "podium:writable": '["/run","/var/lib/.app_1@x+y"]',
    "podium:env":
      '{"EMPTY":"","QUOTED":"a \\"b\\" <c> & {{.d}} ${e} [f]","LINES":"one\\ntwo","PODIUM_INSTANCE":"mine"}',
    "podium:health": '{"interval":7,"timeout":3,"port":9000}',
    "podium:readiness": '{"port":9001}',
  },
};

export type WorkloadName = keyof typeof CONFIGURATIONS;

export const WORKLOADS = Object.keys(CONFIGURATIONS) as WorkloadName[];

/** A configuration, with what an orchestrator's stack needs in addition. */
export const configOf = (workload: WorkloadName, kit: Kit): Record<string, string> => ({
  ...kit.surroundings,
  ...CONFIGURATIONS[workload],
  ...(workload === "everything" || workload === "largest values" ? kit.everything : {}),
  ...(workload === "largest values" ? kit.largest : {}),
  ...(workload === "odd values" ? kit.odd : {}),
});
