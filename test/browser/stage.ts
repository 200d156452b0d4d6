/** What a test file of the pages starts with: PBXs, the product, a browser, and the admin before the product's first page. */

import { afterAll, beforeAll, beforeEach, test } from "bun:test";
import type { Browser, Locator, Page } from "playwright-core";
import type { SimulatedPbx } from "../simulator/mod.ts";
import { browserVariable, launch } from "./chromium.ts";
import { Product } from "./product.ts";
import { Visitor } from "./visitor.ts";

/** The admin's. */
export const password = "uma frase boa";

// Of the file that runs now: there from its first `beforeAll` after `setStage` on.
export let browser: Browser;
export let product: Product;
/** The admin, signed in unless the stage says otherwise. */
export let visitor: Visitor;

/** A call centre on a simulated PBX. */
interface Centre {
  readonly pbx: SimulatedPbx;
}

export interface Stage {
  /** Whose PBXs the product knows from its start, by their names. */
  centres?: Readonly<Record<string, Centre>>;
  /** Whose PBXs run, too, and the product is told nothing of them. */
  unknown?: readonly Centre[];
  /** More of the product's environment. */
  environment?: Readonly<Record<string, string>>;
  /** More of the browser's options. */
  browserOptions?: readonly string[];
  /** Nobody has set the product up, and the browser is still empty. */
  untouched?: boolean;
  /** What has to be seen before the first story. */
  shows?: (page: Page) => Locator;
  /** What goes wrong in one story is forgotten before the next; else the next that looks is told of it. */
  forgets?: boolean;
  /** Whether the stories can be played on this machine, where it takes more than a browser. */
  playable?: boolean;
}

/**
 * Sets the stage before the first story of a test file, and clears it after the last.
 *
 * @returns `test` for the file's stories: skipped where there is no browser
 */
export function setStage(stage: Stage = {}) {
  const { centres = {}, unknown = [], playable = true } = stage;
  const browserPath = playable ? process.env[browserVariable] : undefined;
  const pbxs = [...Object.values(centres), ...unknown].map((each) => each.pbx);

  beforeAll(async () => {
    if (!browserPath) return;
    await Promise.all(pbxs.map((each) => each.start()));
    const environment: Record<string, string> = stage.untouched ? {} : { QM_ADMIN_PASSWORD: password };
    for (const [name, { pbx }] of Object.entries(centres))
      environment[`QM_PBX_${name.toUpperCase()}`] = `ami://qmanager:qmanager@127.0.0.1:${pbx.port}?name=${name}`;
    [browser, product] = await Promise.all([
      launch(browserPath, stage.browserOptions),
      Product.start({ ...environment, ...stage.environment }),
    ]);
    visitor = await Visitor.arrive(browser);
    if (!stage.untouched) await visitor.signIn(product.url, password);
    await stage.shows?.(visitor.page).waitFor();
  });
  afterAll(async () => {
    if (!browserPath) return;
    await browser?.close();
    await product?.stop();
    for (const each of pbxs) await each.stop();
  });
  if (stage.forgets) beforeEach(() => void visitor?.problems());

  return test.skipIf(!browserPath);
}
