import { afterAll, beforeAll, expect } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { chmod, mkdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SmallDisk } from "../faults/small_disk.ts";
import { CallCentre } from "./call_centre.ts";
import { setStage, visitor } from "./stage.ts";

/** Only root can make a disk that is full. */
const isRoot = process.getuid?.() === 0;

const data = mkdtempSync(join(tmpdir(), "qm-full-"));
let disk: SmallDisk | null = null;

const centre = new CallCentre();
// Before the stage, which starts the product on it; and cleared after it.
beforeAll(async () => {
  if (!isRoot) return;
  const journal = join(data, "journal");
  await mkdir(journal, { mode: 0o700 });
  // The database's own user has to get through to its data.
  await chmod(data, 0o711);
  disk = SmallDisk.mount(journal, 1024 * 1024);
});
const story = setStage({ centres: { Matriz: centre }, environment: { QM_DATA: data }, playable: isRoot });

afterAll(() => {
  disk?.unmount();
  rmSync(data, { recursive: true, force: true });
});

story("a full disk is said in red while the panel goes on, and no more once there is room", async () => {
  if (disk === null) throw new Error("root could not mount a tmpfs here");
  const { page } = visitor;
  const queue = page.getByRole("region", { name: "Fila suporte" });
  await queue.waitFor();
  const banner = page.getByText(/As chamadas de Matriz não são registradas desde \d\d:\d\d:\d\d/);
  expect(await banner.count()).toBe(0);

  centre.join("suporte", "1001", "Mariana Alves");
  await disk.fill();
  // Much has to happen before a disk notices that it is full: files grow by whole pages.
  for (let paused = true; !(await banner.isVisible()); paused = !paused) {
    centre.pause("suporte", "1001", paused, "Café");
    await Bun.sleep(10);
  }
  await visitor.shot("full-disk");
  expect(await visitor.obstacles()).toEqual([]);
  centre.join("suporte", "1002", "Rafael Souza");
  await queue.getByRole("article", { name: /^Rafael Souza/ }).waitFor();

  await disk.clear();
  await banner.waitFor({ state: "detached" });
  expect(visitor.problems()).toEqual([]);
});
