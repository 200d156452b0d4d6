/** `qm start`: the server, as `bun run start` starts it. */
export const summary = "Start the server (its settings are QM_ variables of the environment)";

export async function run(args: string[]): Promise<number> {
  if (args.length > 0) {
    process.stderr.write("qm start takes no options: its settings are QM_ variables of the environment\n");
    return 2;
  }
  // It runs until the server stops, and ends the process with the server's exit code.
  await import("../main.ts");
  return 0;
}
