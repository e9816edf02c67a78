// Every page as it looks, for eyes: `.ci/browser screenshots DIR`.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { withBrowser } from "./browser.js";
import { PAGES, STEPS, openExample } from "./pages.js";
import { stepButton } from "./path.js";

const dir = process.argv[2] ?? "screenshots";
await mkdir(dir, { recursive: true });
for (const phone of [false, true]) {
  for (const scheme of ["light", "dark"]) {
    await withBrowser({ phone, scheme }, async (page) => {
      const shoot = (name) => page.screenshot({ path: join(dir, `${name}-${phone ? "phone" : "desktop"}-${scheme}.png`), fullPage: true });
      for (const path of PAGES) {
        await page.goto(path);
        await shoot(path.replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_|_$/g, "") || "accueil");
      }
      for (const [number, example] of ["Trois factures", "Un dossier bloqué"].entries()) {
        await openExample(page, example);
        await shoot(`exemple${number}-verification`);
        for (const step of STEPS) {
          if (!(await stepButton(page, step).count())) continue;
          await stepButton(page, step).click();
          await page.waitForURL(`**/dossier/${step}*`);
          if (step === "documents" && number === 0) {
            await page.locator('[data-module="preview"] button[type="button"]').first().click();
            await page.locator("iframe.sheet").waitFor();
            await page.waitForTimeout(1500);
          }
          await shoot(`exemple${number}-${step}`);
        }
      }
    });
  }
}
