/**
 * Texts that would hide the numbers in a table's cells, such as an engine's messages: a cell shows the number of its note, and
 * the notes are below the table.
 */
export class Notes {
  readonly texts: string[] = [];

  /** @returns the number of the note, from 1; equal texts are one note. */
  add(text: string): number {
    const index = this.texts.indexOf(text);
    return index === -1 ? this.texts.push(text) : index + 1;
  }
}

/** The sign of a note in a text, e.g. "[1]". */
export const noteSign = (number: number): string => `[${number}]`;
