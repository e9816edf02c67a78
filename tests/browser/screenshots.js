// Every page as it looks: `npm run screenshots -- DIR`, for eyes.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { withBrowser } from "./browser.js";
import { PAGES } from "./pages.js";

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
    });
  }
}
