import type { PolicyReaders, Props } from "../../../src/orchestrators/policies";
import type { AppArgs } from "./app";
import { APP } from "./fidelity";

const appOf = (props: Props) => props as unknown as Partial<Record<keyof AppArgs, never>>;

export const policies: PolicyReaders = {
  containers: {
    [APP]: (props) => {
      const { name, image, user, cpu, memory, health, env = {} } = appOf(props);
      return [
        {
          name: name ?? "app",
          image,
          user: user && String(user),
          cpu,
          memory,
          healthCheck: Boolean(health),
          env,
        },
      ];
    },
  },
  openings: {
    [APP]: (props) => {
      const { publicPort, extraPorts = [] } = appOf(props);
      return [...(publicPort ? [publicPort] : []), ...extraPorts];
    },
  },
};
