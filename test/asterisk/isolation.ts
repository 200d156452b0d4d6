/**
 * Namespaces of Linux, so that nothing is left behind: what is started, mounted or opened inside vanishes with the
 * first process inside, also when that one, or we, are killed.
 */

export interface Isolation {
  /** A network of its own, loopback only; nothing outside is reached, no port outside is taken. */
  network: boolean;
}

/**
 * The command line that runs `command` with processes and mounts of its own.
 *
 * Source: unshare(1), setpriv(1). The kernel kills every process of a PID namespace when its first one ends, and drops a
 * mount namespace with its last process; `--pdeathsig` and `--kill-child` pass our own death on to that first one.
 */
export function isolated(command: readonly string[], isolation: Isolation): string[] {
  const namespaces = ["--mount", "--pid", "--fork", "--kill-child=KILL", "--mount-proc"];
  if (isolation.network) namespaces.push("--net");
  return ["setpriv", "--pdeathsig", "KILL", "unshare", ...namespaces, ...command];
}

/** Why this machine cannot isolate a command; null when it can. */
export async function whyNotIsolated(): Promise<string | null> {
  const trial = isolated(["sh", "-c", "ip link set lo up"], { network: true });
  const child = Bun.spawn(trial, { stdin: "ignore", stdout: "ignore", stderr: "pipe" });
  const [code, complaint] = await Promise.all([child.exited, new Response(child.stderr).text()]);
  return code === 0 ? null : `no namespaces of its own can be made here (${complaint.trim()})`;
}
