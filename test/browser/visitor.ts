/** Somebody at a browser: a page that keeps what goes wrong in it, takes pictures and can be checked for access. */

import { expect } from "bun:test";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** Pictures of the pages, for people to look at; not kept in the repository. */
export const shotFolder = `${import.meta.dir}/../shots`;

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

export interface VisitorOptions {
  width?: number;
  height?: number;
  theme?: "light" | "dark";
  language?: "pt-BR" | "es-AR" | "en-US";
  /** Of another visitor who is signed in: see {@link Visitor.session}. */
  session?: Session;
}

/** How every page has to read well: in each theme at each of these sizes, [width, height] px. */
export function views(...sizes: readonly [number, number][]) {
  return (["light", "dark"] as const).flatMap((theme) => sizes.map(([width, height]) => ({ theme, width, height })));
}

type Session = Awaited<ReturnType<BrowserContext["storageState"]>>;

export class Visitor {
  readonly page: Page;
  readonly #browser: Browser;
  readonly #context: BrowserContext;
  readonly #problems: string[] = [];

  private constructor(browser: Browser, context: BrowserContext, page: Page) {
    this.#browser = browser;
    this.#context = context;
    this.page = page;
  }

  static async arrive(browser: Browser, options: VisitorOptions = {}): Promise<Visitor> {
    const narrow = (options.width ?? 1440) < 861;
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1440, height: options.height ?? 900 },
      colorScheme: options.theme ?? "light",
      locale: options.language ?? "pt-BR",
      timezoneId: "America/Sao_Paulo",
      isMobile: narrow,
      hasTouch: narrow,
      ...(options.session === undefined ? {} : { storageState: { ...options.session, origins: [] } }),
    });
    context.setDefaultTimeout(20_000);
    const visitor = new Visitor(browser, context, await context.newPage());
    await visitor.#listen();
    return visitor;
  }

  async #listen(): Promise<void> {
    this.page.on("pageerror", (error) => this.#problems.push(`error: ${error.message}`));
    this.page.on("dialog", (dialog) => {
      this.#problems.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    this.page.on("console", (message) => {
      if (message.type() !== "error" && message.type() !== "warning") return;
      const { url } = message.location();
      // The browser itself notes every refusal; that nobody is signed in, or that a password is wrong, is no error of ours.
      if (/status of 401/.test(message.text()) && url.endsWith("/api/v1/session")) return;
      // Nor that Asterisk could not do what was asked for: the page says so in words.
      if (/status of 409/.test(message.text()) && url.endsWith("/api/v1/actions")) return;
      // Nor that somebody leaves a page before its line is up.
      if (/closed before the connection is established/.test(message.text())) return;
      this.#problems.push(`${message.type()}: ${message.text()} (${url})`);
    });
    await this.page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI}`);
      });
    });
  }

  /** What went wrong in the page so far: errors, warnings, violations of its policy, dialogs. Reading it forgets it. */
  problems(): string[] {
    return this.#problems.splice(0);
  }

  /**
   * Takes a picture, and checks that nothing of the page stands out at the side.
   *
   * @param part the window alone, where the whole page would be too long to look at
   */
  async shot(name: string, part: "page" | "window" = "page"): Promise<void> {
    await this.page.screenshot({ path: `${shotFolder}/${name}.png`, fullPage: part === "page" });
    const over = await this.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect({ page: name, pixelsTooWide: Math.max(0, over) }).toEqual({ page: name, pixelsTooWide: 0 });
  }

  /** What axe-core finds serious or critical, in words. */
  async obstacles(): Promise<string[]> {
    // Evaluated and not added as a script: the page's policy refuses scripts that are not its own.
    await this.page.evaluate(axe);
    const found = (await this.page.evaluate("axe.run({ resultTypes: ['violations'] })")) as AxeResults;
    return found.violations
      .filter((each) => each.impact === "serious" || each.impact === "critical")
      .flatMap((each) =>
        each.nodes.map((node) => `${each.id}: ${each.help}: ${node.target.join(" ")} (${node.failureSummary})`),
      );
  }

  async signIn(url: string, password: string): Promise<void> {
    await this.page.goto(url);
    await this.signInHere(password);
  }

  /** On the sign-in page, without loading it anew. */
  async signInHere(password: string): Promise<void> {
    await this.give("admin", password);
    await this.page.locator(".app").waitFor();
  }

  /** Gives a name and a password to the sign-in page; what comes of it is for the caller to see. */
  async give(name: string, password: string): Promise<void> {
    await this.page.locator('input[autocomplete="username"]').fill(name);
    await this.page.locator('input[autocomplete="current-password"]').fill(password);
    await this.page.locator('button[type="submit"]').click();
  }

  /** Changes the language in the account's menu, where each is called by its own name. */
  async readIn(language: string): Promise<void> {
    await this.page.locator(".top .avatar").click();
    await this.page.getByRole("menuitemradio", { name: new RegExp(language) }).click();
  }

  /** The same person at another screen: signed in; what this page remembers is not known there. */
  async again(options: VisitorOptions = {}): Promise<Visitor> {
    return Visitor.arrive(this.#browser, { ...options, session: await this.session() });
  }

  /** The cookies of one who is signed in, for another browser of his; what the page remembers is not in it. */
  session(): Promise<Session> {
    return this.#context.storageState();
  }

  async leave(): Promise<void> {
    await this.#context.close();
  }
}
