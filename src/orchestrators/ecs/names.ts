/** The tag with the workload's name, by which everything of it is found again. */
export const WORKLOAD_TAG = "podium-workload";

/** The tag of what belongs to no region, with the region of the workload that it is for. */
export const REGION_TAG = "podium-region";

export const logGroupName = (workload: string): string => `/podium/${workload}`;

/** The domain in which the tasks find each other. `internal` is reserved for private networks. */
export const namespaceName = (workload: string): string => `${workload}.internal`;
