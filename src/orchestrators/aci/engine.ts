export const engine: any = {};
