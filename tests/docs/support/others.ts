/** Programs that documents have their readers run, and why no test does. */
export const OTHERS: Record<string, string> = {
  aws: "logs in to an account",
  az: "logs in to an account",
  cd: "changes the folder of the reader's shell",
  cp: "the next command is what matters",
  docker: "needs Docker",
  echo: "its command substitution needs Docker",
  export: "sets a variable of the reader's shell",
  git: "changes the reader's checkout",
  kind: "needs Docker",
  npm: "installs, or starts everything there is; that a script exists is checked",
  pulumi: "needs Pulumi's CLI; the live tests run it",
  vitest: "would run tests in a test",
};
