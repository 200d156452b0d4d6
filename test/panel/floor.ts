/** A real call centre with a supervisor at her panel: Asterisk, phones, server and a browser. */
import type { Browser } from "playwright-core";
import { Bed } from "../asterisk/bed.ts";
import type { Product } from "../asterisk/product.ts";
import { browserVariable, launch } from "../browser/chromium.ts";
import { PanelPage } from "../browser/panel_page.ts";
import { Visitor } from "../browser/visitor.ts";

export class Floor {
  readonly bed: Bed;
  readonly browser: Browser;
  readonly product: Product;
  readonly supervisor: Visitor;
  readonly panel: PanelPage;

  private constructor(bed: Bed, browser: Browser, product: Product, supervisor: Visitor) {
    this.bed = bed;
    this.browser = browser;
    this.product = product;
    this.supervisor = supervisor;
    this.panel = new PanelPage(supervisor.page);
  }

  /** @param prepare what goes on before the server and the supervisor come */
  static async open(name: string, prepare: (bed: Bed) => Promise<unknown> = async () => {}): Promise<Floor> {
    const path = process.env[browserVariable];
    if (!path) throw new Error("The stories need a browser: play them with `bun test/panel/run.ts`");
    const bed = await Bed.make(name);
    await prepare(bed);
    const [browser, product] = await Promise.all([launch(path), bed.startProduct()]);
    const supervisor = await Visitor.arrive(browser);
    await supervisor.signIn(product.url, product.password);
    return new Floor(bed, browser, product, supervisor);
  }

  /** The panel with these queues, and no others. */
  async look(...queues: string[]): Promise<void> {
    const chosen = queues.map((each) => `queues=test/${each}`).join("&");
    await this.panel.page.goto(`${this.product.url}/?${chosen}`);
    for (const each of queues) await this.panel.queue(each).waitFor();
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.bed.clear();
  }
}
