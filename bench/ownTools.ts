import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { StateResource } from "../src/automation/checkpoint";
import { pause } from "../src/common/pause";
import { connect } from "../src/docker/client";
import type { OrchestratorName } from "../src/orchestrators";

const run = promisify(execFile);

/** What creates the resources of a stack without Pulumi. */
export interface OwnTool {
  title: string;
  /** Creates them, and waits until all instances are ready. */
  create(): Promise<void>;
  remove(): Promise<void>;
  /** Whether nothing is left, whoever has removed it. */
  isGone(): Promise<boolean>;
}

/**
 * The orchestrators' own tools, by which a bench compares Pulumi with them.
 * @param resources what Pulumi has deployed, and is still there.
 * @param folder where the tool may keep files.
 */
export const OWN_TOOLS: Partial<
  Record<OrchestratorName, (resources: StateResource[], folder: string) => Promise<OwnTool>>
> = { kubernetes: kubectl, nomad, swarm };

type Values = Record<string, unknown>;

/** The inputs of all resources of a type, without what only Pulumi's provider knows. */
const inputsOf = (resources: StateResource[], type: RegExp): Values[] =>
  resources
    .filter((resource) => type.test(resource.type))
    .map(({ inputs = {} }) =>
      Object.fromEntries(Object.entries(inputs).filter(([key]) => !key.startsWith("__"))),
    );

async function kubectl(resources: StateResource[], folder: string): Promise<OwnTool> {
  const items = inputsOf(resources, /^kubernetes:/);
  const file = join(folder, "objects.json");
  writeFileSync(file, JSON.stringify({ apiVersion: "v1", kind: "List", items }));
  const { name, namespace } = items.find(({ kind }) => kind === "Deployment")!["metadata"] as Record<
    string,
    string
  >;
  return {
    title: "kubectl apply, kubectl rollout status",
    async create() {
      await run("kubectl", ["apply", "--filename", file]);
      await run("kubectl", ["rollout", "status", `deployment/${name}`, "--namespace", namespace!]);
    },
    async remove() {
      await run("kubectl", ["delete", "--filename", file]);
    },
    isGone: () => fails(run("kubectl", ["get", "namespace", namespace!])),
  };
}

async function nomad(resources: StateResource[], folder: string): Promise<OwnTool> {
  const jobs = inputsOf(resources, /^nomad:index\/job:Job$/).map(({ jobspec }, index) => {
    const file = join(folder, `job-${index}.json`);
    writeFileSync(file, jobspec as string);
    return { file, id: (JSON.parse(jobspec as string) as { ID: string }).ID };
  });
  return {
    title: `nomad job run, ${jobs.length} at once`,
    async create() {
      await Promise.all(jobs.map(({ file }) => run("nomad", ["job", "run", "-json", file])));
    },
    async remove() {
      await Promise.all(jobs.map(({ id }) => run("nomad", ["job", "stop", "-purge", "-yes", id])));
    },
    async isGone() {
      const { stdout } = await run("nomad", ["alloc", "status", "-json"]);
      const allocations = JSON.parse(stdout) as { JobID: string; ClientStatus: string }[];
      const ids = jobs.map(({ id }) => id);
      return !allocations.some((each) => ids.includes(each.JobID) && each.ClientStatus === "running");
    },
  };
}

/** Its command line has no way to take a service as it is described by the API, so this is the API. */
async function swarm(resources: StateResource[]): Promise<OwnTool> {
  const docker = await connect();
  const [{ name }] = inputsOf(resources, /^docker:index\/network:Network$/) as [{ name: string }];
  const { Driver, Labels, Attachable, Internal } = await docker.getNetwork(name).inspect();
  const { Spec } = (await docker.getService(name).inspect()) as { Spec: ServiceSpec };
  // By its name: its id will be another one.
  const TaskTemplate = { ...Spec.TaskTemplate, Networks: [{ Target: name }] };
  const tasks = async () =>
    (await docker.listTasks({ filters: { service: [name] } })) as { Status: { State: string } }[];
  return {
    title: "the Engine API: POST /networks/create and /services/create, GET /tasks",
    async create() {
      await docker.createNetwork({ Name: name, Driver, Labels, Attachable, Internal });
      await docker.createService({ ...Spec, TaskTemplate } as never);
      await until(async () => {
        const running = (await tasks()).filter(({ Status }) => Status.State === "running");
        return running.length === Spec.Mode.Replicated.Replicas;
      });
    },
    async remove() {
      await docker.getService(name).remove();
      // It is in use until the last task is gone.
      await until(async () => !(await fails(docker.getNetwork(name).remove())));
    },
    isGone: () => fails(docker.getNetwork(name).inspect()),
  };
}

interface ServiceSpec {
  TaskTemplate: object;
  Mode: { Replicated: { Replicas: number } };
}

/** @param isDone asked ten times a second. */
export async function until(isDone: () => Promise<boolean>): Promise<void> {
  while (!(await isDone())) await pause(0.1);
}

const fails = (action: Promise<unknown>): Promise<boolean> =>
  action.then(
    () => false,
    () => true,
  );
