/** Receives progress in a few words, e.g. "starting". */
export type Progress = (progress: string) => void;
