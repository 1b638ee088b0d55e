import type { Container, PolicyReaders, Props } from "../policies";
import { frontDoorName } from "./names";

/** The part of Nomad's job specification in JSON that is read. */
interface Job {
  ID?: string;
  Type?: string;
  TaskGroups?: {
    Networks?: { ReservedPorts?: { Value: number }[] }[];
    Services?: Service[];
    Tasks?: {
      Name: string;
      User?: string;
      Config?: { image?: string };
      Env?: Record<string, string>;
      Resources?: { CPU?: number; MemoryMB?: number };
      Services?: Service[];
    }[];
  }[];
}

interface Service {
  Checks?: { CheckRestart?: object }[];
}

export const policies: PolicyReaders = {
  containers: { "nomad:index/job:Job": containersOf },
  openings: { "nomad:index/job:Job": portsOf },
};

/**
 * The containers of a job. A check can belong to a task's service or to its group's. One that restarts nothing does nothing
 * about a process that hangs; HAProxy has no other.
 */
function containersOf(props: Props): Container[] {
  const job = jobOf(props);
  const isHealthCheck = ({ CheckRestart }: { CheckRestart?: object }) =>
    isFrontDoor(job) || CheckRestart !== undefined;
  return (job.TaskGroups ?? []).flatMap((group) =>
    (group.Tasks ?? []).map(({ Name, User, Config, Env = {}, Resources, Services = [] }) => ({
      name: Name,
      image: Config?.image,
      user: User,
      cpu: Resources?.CPU,
      memory: Resources?.MemoryMB,
      healthCheck: [...Services, ...(group.Services ?? [])].some(({ Checks }) => Checks?.some(isHealthCheck)),
      env: Env,
      isAuxiliary: isFrontDoor(job),
    })),
  );
}

/** The ports that a job reserves on its nodes. Nomad chooses all others. */
function portsOf(props: Props): number[] {
  return (jobOf(props).TaskGroups ?? [])
    .flatMap(({ Networks = [] }) => Networks)
    .flatMap(({ ReservedPorts = [] }) => ReservedPorts.map(({ Value }) => Value));
}

/** The job of a resource; only Nomad itself could read one in HCL. */
const jobOf = (props: Props): Job => (props["json"] ? (JSON.parse(String(props["jobspec"])) as Job) : {});

/** By its name alone, a workload called `…-front-door` would be one, too. */
const isFrontDoor = ({ ID, Type }: Job) =>
  Type === "system" && Boolean(ID?.endsWith(frontDoorName({ name: "" })));
