import type { Container } from "../../../policies/containers";
import { frontDoorName } from "./names";

/** The part of Nomad's job specification in JSON that is read. */
export interface Job {
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
  Checks?: object[];
}

/** The job of a resource; one in HCL would need Nomad to be read. */
export const jobOf = (props: Record<string, unknown>): Job =>
  props["json"] ? (JSON.parse(String(props["jobspec"])) as Job) : {};

/** By its name alone, a workload called `…-front-door` would be one, too. */
const isFrontDoor = ({ ID, Type }: Job) =>
  Type === "system" && Boolean(ID?.endsWith(frontDoorName({ name: "" })));

/** The containers of a job. A check can belong to a task's service or to its group's. */
export function nomad(props: Record<string, unknown>): Container[] {
  const job = jobOf(props);
  return (job.TaskGroups ?? []).flatMap((group) =>
    (group.Tasks ?? []).map(({ Name, User, Config, Env = {}, Resources, Services = [] }) => ({
      name: Name,
      image: Config?.image,
      user: User,
      cpu: Resources?.CPU,
      memory: Resources?.MemoryMB,
      healthCheck: [...Services, ...(group.Services ?? [])].some(({ Checks }) => Checks?.length),
      env: Env,
      frontDoor: isFrontDoor(job),
    })),
  );
}
