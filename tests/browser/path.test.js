// From nothing to a verified bundle: by mouse and by keyboard, with scripts and without.
import { test } from "node:test";
import assert from "node:assert/strict";
import { withBrowser } from "./browser.js";
import { assertFits } from "./accessible.js";
import { keyboard, mouse } from "./hands.js";
import { chooseFiles, downloadBundle, draftOf, example, stepButton, typeClaim } from "./path.js";

const DOSSIERS = [
  // By keyboard once with scripts and once without: a hundred fields are a long way to go by one key.
  { claim: "01_b2b_three_invoices", goal: "injonction_de_payer", holds: ["01_requete.pdf", "pieces/piece_05"], keys: true },
  { claim: "05_title_to_execute", goal: "commissaire_de_justice_execution", holds: ["manifest.json"], keys: false },
];

/** As typed by the form: without the ids that it gives itself, and what points at them. */
const comparable = (claim) =>
  JSON.parse(JSON.stringify(claim), (key, value) => (["id", "exhibit"].includes(key) ? undefined : value));

for (const { claim: name, goal, holds, keys } of DOSSIERS) {
  for (const [hand, javaScript] of [[mouse, true], [mouse, false], [keyboard, keys]]) {
    test(`${goal}, by ${hand.name}, script ${javaScript ? "on" : "off"}`, async () => {
      const claim = await example(name);
      await withBrowser({ javaScript }, async (page) => {
        await page.goto("/");
        await hand.press(page, page.locator(`button[name="but"][value="${goal}"]`));
        await page.waitForURL("**/dossier/parties");
        await typeClaim(page, hand, claim);
        await hand.press(page, stepButton(page, "verification"));
        await page.waitForURL("**/dossier/verification*");
        assert.deepEqual(comparable(await draftOf(page)), comparable(claim));
        assert.equal(await page.locator("#resultat .badge--ok").count(), 1, await page.locator("main").innerText());
        await hand.press(page, stepButton(page, "documents"));
        await page.waitForURL("**/dossier/documents*");
        assert.ok((await page.locator("#voulus ~ article").count()) > 0);
        await hand.press(page, stepButton(page, "telecharger"));
        await page.waitForURL("**/dossier/telecharger*");
        await chooseFiles(page, claim);
        const zip = await downloadBundle(page, hand);
        for (const file of holds) assert.ok(zip.includes(file), file);
      });
    });
  }
}

test("the path fits on a phone", async () => {
  const claim = await example("01_b2b_three_invoices");
  await withBrowser({ phone: true }, async (page) => {
    await page.goto("/");
    await page.locator('button[name="but"][value="injonction_de_payer"]').click();
    await typeClaim(page, mouse, claim, async (p, step) => assertFits(p, step));
    for (const step of ["verification", "documents", "telecharger"]) {
      await stepButton(page, step).click();
      await page.waitForURL(`**/dossier/${step}*`);
      await assertFits(page, step);
    }
  });
});
