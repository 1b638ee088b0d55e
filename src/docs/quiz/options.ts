/** Options for a number of things: "none of them", "1", "2", "all 3". */
export const numbersTo = (all: number): string[] =>
  Array.from({ length: all + 1 }, (_, number) =>
    number === 0 ? "none of them" : number === all ? `all ${all}` : String(number),
  );

export const titlesOf = (all: { title: string }[]): string[] => all.map(({ title }) => title);
