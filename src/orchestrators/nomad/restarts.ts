import type { RestartRules } from "../restarts";

const JOB = "nomad:index/job:Job";

/** Not HAProxy's: restarting that interrupts the endpoint, but no instance. */
const WORKLOAD = /^(?!.*-front-door$)/;

const GROUP = "jobspec\\.TaskGroups\\.[^.]+";
const DESTRUCTIVE = [
  "jobspec\\.(ID|Namespace|Meta|Spreads)",
  `${GROUP}\\.(EphemeralDisk|Networks)`,
  `${GROUP}\\.Tasks\\.[^.]+\\.(Driver|User|Config|Env|Meta|Templates|Resources)`,
];

/** Nomad changes everything else in place, such as services and their checks. */
export const restarts: RestartRules = {
  all: [
    {
      type: JOB,
      name: WORKLOAD,
      path: new RegExp(`^(${DESTRUCTIVE.join("|")})\\b`),
      because: "Nomad cannot change this in place and replaces each allocation",
    },
  ],
  number: [
    { type: JOB, name: WORKLOAD, path: new RegExp(`^${GROUP}\\.Count$`), because: "only the count changes" },
  ],
  source: "https://github.com/hashicorp/nomad/blob/main/scheduler/util.go (tasksUpdated)",
};
