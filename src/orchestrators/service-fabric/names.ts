/** The application of a workload. */
export const applicationName = (workload: string): string => `fabric:/${workload}`;

/** Its application type, of which each release is a version. */
export const typeNameOf = (workload: string): string => `${workload}Type`;
