// Every page as it looks, for eyes: `.ci/browser screenshots DIR`.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { withBrowser } from "./browser.js";
import { everyPage } from "./pages.js";

const dir = process.argv[2] ?? "screenshots";
await mkdir(dir, { recursive: true });
for (const phone of [false, true]) {
  for (const scheme of ["light", "dark"]) {
    await withBrowser({ phone, scheme }, async (page) => {
      await everyPage(page, async (name) => {
        const file = name === "/" ? "accueil" : name.normalize("NFD").replaceAll(/[^a-zA-Z0-9]+/g, "_").replaceAll(/^_|_$/g, "");
        await page.screenshot({ path: join(dir, `${file}-${phone ? "phone" : "desktop"}-${scheme}.png`), fullPage: true });
      });
    });
  }
}
