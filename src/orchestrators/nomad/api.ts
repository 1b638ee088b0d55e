// The part of the responses of Nomad's HTTP API that is read here.

/** https://developer.hashicorp.com/nomad/api-docs/agent#query-self */
export interface AgentSelf {
  config: {
    Version: { Version: string; VersionPrerelease: string; VersionMetadata: string };
    Region: string;
    /** Whether it runs with `-dev`: for development on one machine, with all state in memory. */
    DevMode: boolean;
  };
}

/** https://developer.hashicorp.com/nomad/api-docs/agent#list-members */
export interface AgentMembers {
  /** The servers of all federated regions. */
  Members: { Addr: string; Tags: { region: string; id: string } }[];
}

/** https://developer.hashicorp.com/nomad/api-docs/nodes#list-nodes */
export interface NodeStub {
  ID: string;
  Name: string;
  Address: string;
  Datacenter: string;
  Status: "initializing" | "ready" | "down" | "disconnected";
  SchedulingEligibility: "eligible" | "ineligible";
  Drain: boolean;
  /** Only if they are asked for. */
  NodeResources?: { Cpu?: { TotalCpuCores?: number }; Memory?: { MemoryMB?: number } };
}

/** https://developer.hashicorp.com/nomad/api-docs/nodes#read-node */
export interface Node {
  Attributes: Record<string, string>;
}

/** https://developer.hashicorp.com/nomad/api-docs/jobs#list-job-allocations */
export interface Allocation {
  ID: string;
  NodeName: string;
  JobVersion: number;
  DesiredStatus: "run" | "stop" | "evict";
  ClientStatus: "pending" | "running" | "complete" | "failed" | "lost" | "unknown";
  /** The one that has replaced it after a failure. */
  NextAllocation?: string;
  DeploymentStatus?: { Healthy?: boolean | null } | null;
  TaskStates?: Record<string, { State: "pending" | "running" | "dead"; StartedAt?: string | null }> | null;
}

/** https://developer.hashicorp.com/nomad/api-docs/allocations#list-allocation-health-checks */
export type Checks = Record<string, { Status: "success" | "failure" | "pending" }>;

/** https://developer.hashicorp.com/nomad/api-docs/jobs#list-job-versions */
export interface JobVersions {
  Versions: {
    Version: number;
    TaskGroups: {
      Tasks: { Config: { image: string }; Services?: { Checks?: unknown[] | null }[] | null }[];
    }[];
  }[];
}

/** https://developer.hashicorp.com/nomad/api-docs/deployments */
export interface Deployment {
  JobVersion: number;
  CreateIndex: number;
  Status: string;
  StatusDescription: string;
}
