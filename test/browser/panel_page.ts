import type { Locator, Page } from "playwright-core";

/** Where things are on the queue panel in Portuguese, and what is done there. */
export class PanelPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  queue(name: string): Locator {
    return this.page.getByRole("region", { name: `Fila ${name}`, exact: true });
  }

  /** The box of a member; whose name begins so. */
  agent(queue: string, name: string): Locator {
    return this.queue(queue).getByRole("article", { name: new RegExp(`^${name}`) });
  }

  /** A figure of a queue's head by its title. */
  figure(queue: string, title: string): Locator {
    return this.queue(queue).locator(".qfig", { hasText: title }).locator("dd").first();
  }

  /** Those who wait in a queue: its last events name them, too. */
  line(queue: string): Locator {
    return this.queue(queue).locator(".waits");
  }

  /** One who waits, by his number. */
  caller(queue: string, number: string): Locator {
    return this.line(queue).getByRole("listitem").filter({ hasText: number });
  }

  /** The last events of a queue. */
  news(queue: string): Locator {
    return this.queue(queue).locator(".events");
  }

  /** What became of actions. */
  toast(text: string | RegExp): Locator {
    return this.page.locator(".toast").filter({ hasText: text });
  }
}

/** Waits until an element's text is so: the test's time-out is the limit. */
export async function reads(element: Locator, text: string | RegExp): Promise<void> {
  await element.filter({ hasText: text }).waitFor();
}
