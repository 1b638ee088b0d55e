export const fidelity: any = {};
