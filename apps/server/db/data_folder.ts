/** The folder of everything the server keeps on disk, and the system user to whom the embedded database's part belongs. */
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";
import { codeOf, Fault, reasonOf } from "../fault.ts";

/** A user of the operating system, by number. */
export interface SystemUser {
  uid: number;
  gid: number;
}

export interface DataFolder {
  path: string;
  /** As whom the database runs; null: as we do. PostgreSQL refuses root, so as root it is always another user. */
  databaseUser: SystemUser | null;
}

/** Where the data goes when we are root and the folder at hand lies where no other user can reach it (`/root/…`). */
const systemFolder = "/var/lib/q-manager";

/**
 * Makes the folder if it is missing and proves that it can be written.
 *
 * @param given as configured; null takes `./data`
 * @throws {Fault} when it is no folder, cannot be written, is full or is out of the database user's reach
 */
export function openDataFolder(given: string | null, isRoot = process.getuid?.() === 0): DataFolder {
  const path = pathOf(given, isRoot);
  makeWritable(path);
  const databaseUser = isRoot ? ownerOf(path) : null;
  if (databaseUser) letPass(path);
  if (databaseUser && !canReach(path, databaseUser)) {
    throw new Fault(
      `The data folder ${path} cannot be reached by user ${databaseUser.uid}, as whom the database runs (PostgreSQL refuses root). ` +
        `Choose another folder with QM_DATA=/var/lib/q-manager, or allow the way to it with chmod o+x`,
    );
  }
  return { path, databaseUser };
}

/**
 * The folder of a server that has been started, for a command beside it: in a wrong one it would find an empty installation.
 *
 * @throws {Fault} as {@link openDataFolder}, and when no server was ever started there
 */
export function findDataFolder(given: string | null, isRoot = process.getuid?.() === 0): DataFolder {
  const path = pathOf(given, isRoot);
  if (!existsSync(join(path, "postgres"))) {
    throw new Fault(`There is no database in ${path}. Give the QM_DATA or DATABASE_URL of the server`);
  }
  return openDataFolder(given, isRoot);
}

function pathOf(given: string | null, isRoot: boolean): string {
  const path = resolve(given ?? "data");
  const isOutOfReach = isRoot && given === null && !existsSync(path) && !canReach(dirname(path), nobody());
  return isOutOfReach ? systemFolder : path;
}

function makeWritable(path: string): void {
  const probe = join(path, `.writable-${process.pid}`);
  try {
    // Others may pass through (the database's user is one), not list; what is inside has its own rights.
    mkdirSync(path, { recursive: true, mode: 0o711 });
    if (!statSync(path).isDirectory()) throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
    accessSync(path, constants.W_OK | constants.X_OK);
    writeFileSync(probe, "x".repeat(4096));
    rmSync(probe);
  } catch (error) {
    throw new Fault(`Cannot use the data folder ${path}: ${plainReason(error)}`, { cause: error });
  }
}

function plainReason(error: unknown): string {
  switch (codeOf(error)) {
    case "EACCES":
    case "EPERM":
      return "no permission to write there. Give it to this user with chown, or choose another folder with QM_DATA";
    case "EROFS":
      return "the file system is read-only. Choose another folder with QM_DATA";
    case "ENOSPC":
    case "EDQUOT":
      return "the disk is full. Free some space, or choose another folder with QM_DATA";
    case "ENOTDIR":
    case "EEXIST":
      return "there is a file of that name, not a folder. Choose another folder with QM_DATA";
    default:
      return `${reasonOf(error)}. Choose another folder with QM_DATA`;
  }
}

/** The owner of the database's files if there are any, else of the folder; never root, nor one the system does not know. */
function ownerOf(path: string): SystemUser {
  const known = knownUsers();
  for (const each of [join(path, "postgres"), path]) {
    if (!existsSync(each)) continue;
    const { uid, gid } = statSync(each);
    // PostgreSQL looks its user up.
    if (uid !== 0 && [...known.values()].some((user) => user.uid === uid)) return { uid, gid };
  }
  return nobody();
}

function nobody(): SystemUser {
  return knownUsers().get("nobody") ?? { uid: 65534, gid: 65534 };
}

function knownUsers(): Map<string, SystemUser> {
  const users = new Map<string, SystemUser>();
  if (!existsSync("/etc/passwd")) return users;
  for (const line of readFileSync("/etc/passwd", "utf8").split("\n")) {
    const [name, , uid, gid] = line.split(":");
    if (name && uid && gid) users.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  return users;
}

/** Lets others pass through our own folder (`mktemp -d` forbids it), without letting them see what is in it. */
function letPass(path: string): void {
  const { mode, uid } = statSync(path);
  if (uid === 0 && (mode & 0o001) === 0) chmodSync(path, (mode & 0o777) | 0o001);
}

/** Whether every folder on the way, and the last one, lets the user pass. */
export function canReach(path: string, user: SystemUser): boolean {
  for (let each = resolve(path); ; each = dirname(each)) {
    const { mode, uid, gid } = statSync(each);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (each === dirname(each)) return true;
  }
}
