/** `qm start`: the server, as `bun run start` starts it. */
export const summary = "Start the server (its settings are QM_ variables of the environment)";

export async function run(args: string[]): Promise<number> {
  if (args.length > 0) {
    const asked = args.some((each) => each === "--help" || each === "-h");
    process[asked ? "stdout" : "stderr"].write(
      "qm start takes no options: its settings are QM_ variables of the environment, listed in README.md\n",
    );
    return asked ? 0 : 2;
  }
  // It runs until the server stops, and ends the process with the server's exit code.
  await import("../main.ts");
  return 0;
}
