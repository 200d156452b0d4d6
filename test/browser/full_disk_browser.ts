import { afterAll, beforeAll, expect, test } from "bun:test";
import { chmod, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { SmallDisk } from "../faults/small_disk.ts";
import { CallCentre } from "./call_centre.ts";
import { browserVariable, launch } from "./chromium.ts";
import { Product } from "./product.ts";
import { Visitor } from "./visitor.ts";

const browserPath = process.env[browserVariable];
/** Only root can make a disk that is full. */
const isRoot = process.getuid?.() === 0;
const password = "uma frase boa";

let browser: Browser;
let centre: CallCentre;
let product: Product;
let visitor: Visitor;
let data: string;
let disk: SmallDisk | null = null;

beforeAll(async () => {
  if (!browserPath || !isRoot) return;
  data = await mkdtemp(join(tmpdir(), "qm-full-"));
  const journal = join(data, "journal");
  await mkdir(journal, { mode: 0o700 });
  // The database's own user has to get through to its data.
  await chmod(data, 0o711);
  disk = SmallDisk.mount(journal, 1024 * 1024);
  centre = new CallCentre();
  const port = await centre.pbx.start();
  [browser, product] = await Promise.all([
    launch(browserPath),
    Product.start({
      ...{ QM_DATA: data, QM_ADMIN_PASSWORD: password },
      QM_PBX_MATRIZ: `ami://qmanager:qmanager@127.0.0.1:${port}?name=Matriz`,
    }),
  ]);
  visitor = await Visitor.arrive(browser);
  await visitor.signIn(product.url, password);
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
  await centre?.pbx.stop();
  disk?.unmount();
  if (data !== undefined) await rm(data, { recursive: true, force: true });
});

const story = test.skipIf(!browserPath || !isRoot);

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
