import { withBrowser } from "./browser.js";
import { openExample, STEPS } from "./pages.js"; import { stepButton } from "./path.js";
for (const [phone, scheme] of [[false,"light"],[true,"dark"]])
try { await withBrowser({phone, scheme}, async (page) => {
  const shoot = (n) => page.screenshot({ path: `/tmp/face/shots/w-${n}-${phone?"p":"d"}.png`, fullPage: true });
  for (const [n,p] of [["accueil","/"],["objectif","/dossier"],["outils","/outils"],["interets","/outils/interets"],["regles","/regles"],["glossaire","/glossaire"],["delais","/outils/delais"]]) { await page.goto(p); await shoot(n); }
  await openExample(page, "Un dossier bloqué"); await shoot("parties");
  for (const s of ["creance","pieces","demandes","telecharger"]) { await stepButton(page, s).click(); await page.waitForURL(`**/dossier/${s}*`); await page.waitForTimeout(400); await shoot(s); }
}); } catch (e) { console.log(e); }
