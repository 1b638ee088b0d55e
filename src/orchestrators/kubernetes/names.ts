/** The label by which a workload's pods are found: its value is the workload's name. */
export const NAME_LABEL = "app.kubernetes.io/name";
