import { expect } from "bun:test";
import { CallCentre } from "./call_centre.ts";
import { browser, password, product, setStage, visitor } from "./stage.ts";
import { Visitor } from "./visitor.ts";

/** The smallest target for a finger, px. */
const touchPx = 44;

const centre = new CallCentre();
centre.join("suporte", "1001", "Mariana Alves");
const story = setStage({
  centres: { Matriz: centre },
  // A name of this machine that is no `localhost`: to a browser plain HTTP is in the open there.
  browserOptions: ["--host-resolver-rules=MAP qmanager.test 127.0.0.1"],
  shows: (page) => page.getByRole("article", { name: /^Mariana Alves/ }),
  forgets: true,
});

const own = () => visitor.page.getByRole("region", { name: "Ramal em Matriz" });

story("the account's menu leads to the profile, where theme and language are chosen", async () => {
  const { page } = visitor;
  await page.getByRole("button", { name: /Conta de admin/ }).click();
  await page.getByRole("menuitem", { name: "Perfil" }).click();
  await page.getByRole("heading", { name: "Perfil", level: 1 }).waitFor();
  await page.getByRole("radio", { name: "Escuro" }).check();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("dark");
  await page.getByRole("radio", { name: "Do sistema" }).check();
  expect(await page.evaluate(() => document.documentElement.dataset.theme)).toBe("light");
  await page.getByRole("radio", { name: /English/ }).check();
  await page.getByRole("heading", { name: "Profile", level: 1 }).waitFor();
  await page.getByRole("radio", { name: /Português/ }).check();
  await page.getByRole("heading", { name: "Perfil", level: 1 }).waitFor();
});

story("a page whose script cannot be loaded says so, and comes when it is asked for again", async () => {
  const { page } = visitor;
  await page.goto(product.url);
  await page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.getByRole("button", { name: /Conta de admin/ }).click();
  await page.getByRole("menuitem", { name: "Perfil" }).click();
  await page.getByRole("alert").getByText("O servidor não respondeu").waitFor();
  expect(await visitor.obstacles()).toEqual([]);
  await page.unroute("**/assets/*.js");
  await page.getByRole("button", { name: "Tentar de novo" }).click();
  await page.getByRole("heading", { name: "Perfil", level: 1 }).waitFor();
  // The browser notes each script that did not come.
  visitor.problems();
});

story("one's own extension is kept, changed and forgotten", async () => {
  const { page } = visitor;
  await own().getByText("Nenhum ramal").waitFor();
  await own().getByRole("button", { name: "Informar" }).click();
  await own().getByLabel("Seu ramal").fill("PJSIP/1005");
  await page.keyboard.press("Enter");
  await own().getByText("1005").waitFor();
  await page.getByText("Ramal em Matriz guardado").waitFor();
  await visitor.shot("profile");
  expect(await visitor.obstacles()).toEqual([]);
  await page.reload();
  await own().getByText("1005").waitFor();
  await own().getByRole("button", { name: "Esquecer" }).click();
  await own().getByText("Nenhum ramal").waitFor();
  expect(visitor.problems()).toEqual([]);
});

story("an extension that is none is refused in its field, and what was typed stays", async () => {
  await own().getByRole("button", { name: "Informar" }).click();
  await own().getByLabel("Seu ramal").fill("10 05;");
  await own().getByRole("button", { name: "Salvar" }).click();
  await own().getByText("Escreva o número, como 1005, ou o telefone com a tecnologia").waitFor();
  expect(await own().getByLabel("Seu ramal").inputValue()).toBe("10 05;");
  await visitor.shot("profile-refused");
  // The browser notes the refusal itself.
  visitor.problems();
});

story("plain HTTP from another machine is said once, and stops nothing", async () => {
  const other = await Visitor.arrive(browser);
  await other.signIn(product.url.replace("127.0.0.1", "qmanager.test"), password);
  await other.page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
  await other.page.getByText("Esta conexão não é cifrada").waitFor();
  await other.shot("plain-http");
  expect(await other.obstacles()).toEqual([]);
  await other.page.getByRole("button", { name: "Entendi" }).click();
  await other.page.reload();
  await other.page.getByRole("article", { name: /^Mariana Alves/ }).waitFor();
  expect(await other.page.getByText("Esta conexão não é cifrada").count()).toBe(0);
  expect(other.problems()).toEqual([]);
  await other.leave();
  // Where nobody can listen, there is nothing to say.
  expect(await visitor.page.getByText("Esta conexão não é cifrada").count()).toBe(0);
});

story("the menu of a narrow screen takes the focus, and gives it back", async () => {
  const guest = await visitor.again({ width: 390, height: 844 });
  const { page } = guest;
  await page.goto(product.url);
  await page.getByRole("button", { name: "Abrir menu" }).tap();
  await page.waitForFunction(() => document.activeElement?.matches(".side__item") === true);
  await guest.shot("menu-390", "window");
  expect(await guest.obstacles()).toEqual([]);
  await page.keyboard.press("Escape");
  await page.waitForFunction(() => document.activeElement?.matches(".top__burger") === true);
  await page.getByRole("button", { name: "Abrir menu" }).tap();
  await page.getByRole("navigation").getByRole("link", { name: "Conexões com o PBX" }).tap();
  await page.getByRole("heading", { name: "Conexões com o PBX", level: 1 }).waitFor();
  expect(await page.locator(".side.is-open").count()).toBe(0);
  expect(guest.problems()).toEqual([]);
  await guest.leave();
});

for (const address of ["/", "/pbxs", "/profile"]) {
  story(
    `on a phone everything at ${address} is large enough for a finger, and nothing stands out at 320 px`,
    async () => {
      const guest = await visitor.again({ width: 320, height: 700 });
      await guest.page.goto(product.url + address);
      await guest.page.getByRole("heading", { level: 1 }).waitFor({ state: "attached" });
      await guest.page
        .locator(address === "/" ? ".op" : ".card")
        .first()
        .waitFor();
      const small = await guest.page.evaluate(
        (least) =>
          [...document.querySelectorAll<HTMLElement>("button, a[href], input, [role=switch]")]
            .filter((each) => each.checkVisibility({ visibilityProperty: true }) && !each.matches(".skip, .side *"))
            .map((each) => ({ each, place: (each.closest("label") ?? each).getBoundingClientRect() }))
            .filter(({ place }) => place.height < least || place.width < least)
            .map(({ each, place }) => `${each.className} ${Math.round(place.width)} x ${Math.round(place.height)}`),
        touchPx,
      );
      expect(small).toEqual([]);
      await guest.shot(`phone-320${address.replaceAll("/", "-")}`);
      expect(await guest.obstacles()).toEqual([]);
      await guest.leave();
    },
  );
}
