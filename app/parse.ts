/** Parses the text of a setting. Throws an Error that says what is allowed. */
export type Parser<T> = (text: string) => T;

/** Accepts a decimal number from min to max. */
export function decimal(min: number, max: number): Parser<number> {
  return (text) => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value < min || value > max) {
      throw new Error(`must be a number from ${min} to ${max}`);
    }
    return value;
  };
}

/** Accepts an integer from min to max. */
export function integer(min: number, max: number): Parser<number> {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new Error(`must be an integer from ${min} to ${max}`);
    }
    return value;
  };
}

/** Accepts printable ASCII only, since the text appears on a page, in metric labels and in logs. */
export function text(maxLength: number): Parser<string> {
  return (value) => {
    if (!/^[\x20-\x7e]+$/.test(value) || value.length > maxLength) {
      throw new Error(`must be 1 to ${maxLength} printable ASCII characters`);
    }
    return value;
  };
}

/** Accepts one of the given words. */
export function oneOf<T extends string>(...words: T[]): Parser<T> {
  return (value) => {
    const found = words.find((word) => word === value);
    if (found === undefined) throw new Error(`must be ${words.map((word) => `"${word}"`).join(" or ")}`);
    return found;
  };
}
