import { withBrowser } from "./browser.js";
import { mouse } from "./hands.js";
import { example, typeClaim, stepButton } from "./path.js";
const claim = await example("01_b2b_three_invoices");
try { await withBrowser({}, async (page) => {
  page.on("pageerror", e => console.log("ERR", e));
  await page.goto("/");
  await page.locator('button[name="but"][value="injonction_de_payer"]').click();
  await page.waitForURL("**/dossier/parties");
  await page.screenshot({ path: "/tmp/face/shots/s-parties-empty.png", fullPage: true });
  await typeClaim(page, mouse, claim, async (p, step) => { await p.waitForTimeout(700); await p.screenshot({ path: `/tmp/face/shots/s-${step}.png`, fullPage: true }); });
  console.log("typed");
}); } catch (e) { console.log(String(e.stack ?? e).slice(0, 3000)); }
