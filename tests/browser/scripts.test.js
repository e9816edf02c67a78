// What scripts add to the path: drafts, files, figures at once, tables.
import { test } from "node:test";
import assert from "node:assert/strict";
import { withBrowser } from "./browser.js";
import { mouse } from "./hands.js";
import { downloadBundle, draftOf, example, exhibit, stepButton } from "./path.js";
import { openExample } from "./pages.js";

async function begin(page, goal = "injonction_de_payer") {
  await page.goto("/");
  await page.locator(`button[name="but"][value="${goal}"]`).click();
  await page.waitForURL("**/dossier/parties");
}

async function go(page, step) {
  await stepButton(page, step).click();
  await page.waitForURL(`**/dossier/${step}*`);
}

test("what is typed survives the tab, and can be forgotten", async () => {
  await withBrowser({}, async (page, context) => {
    await begin(page);
    await page.locator('[name="/reference"]').fill("2026-0099");
    await page.locator('[name="/creditor/kind"]').selectOption("company");
    await page.locator('[name="/creditor/name"]').pressSequentially("Menuiserie Aubépine", { delay: 1 });
    await page.waitForTimeout(400);
    await page.close();

    const again = await context.newPage();
    await again.goto("/");
    await again.getByRole("button", { name: "Reprendre : 2026-0099" }).click();
    await again.waitForURL("**/dossier/parties");
    assert.equal(await again.locator('[name="/creditor/name"]').inputValue(), "Menuiserie Aubépine");
    assert.equal(await again.locator('input[name="but"]').first().inputValue(), "injonction_de_payer");
    // An address typed by hand finds the draft of this window.
    await again.goto("/dossier/parties");
    await again.waitForFunction(() => document.querySelector('[name="/reference"]')?.value === "2026-0099");

    await again.goto("/");
    again.once("dialog", (dialog) => dialog.accept());
    await again.getByRole("button", { name: "Effacer : 2026-0099" }).click();
    await again.getByText("est effacé").waitFor();
    await again.goto("/dossier/parties");
    assert.equal(await again.locator('[name="/reference"]').inputValue(), "");
  });
});

test("another dossier begins empty, and both are kept", async () => {
  await withBrowser({}, async (page) => {
    for (const reference of ["A-1", "B-2"]) {
      await begin(page);
      assert.equal(await page.locator('[name="/reference"]').inputValue(), "");
      await page.locator('[name="/reference"]').fill(reference);
      await go(page, "creance");
    }
    await page.goto("/");
    assert.equal(await page.getByRole("button", { name: "Reprendre : A-1" }).count(), 1);
    assert.equal(await page.getByRole("button", { name: "Reprendre : B-2" }).count(), 1);
  });
});

test("files are dropped once, ranked, and are there for the bundle", async () => {
  const claim = await example("01_b2b_three_invoices");
  await withBrowser({}, async (page) => {
    await openExample(page, "Trois factures");
    await go(page, "pieces");
    const files = claim.exhibits.map((e) => exhibit(e.file));
    await page.locator("#deposer").setInputFiles(files);
    await page.waitForFunction(() => document.querySelectorAll("[data-file] .thumb").length === 5);
    assert.deepEqual((await draftOf(page)).exhibits.map((e) => e.file), claim.exhibits.map((e) => e.file));
    assert.equal(await page.locator("[data-file] img.thumb").count(), 2);

    // A file more makes an exhibit more; it is taken out again.
    await page.locator("#deposer").setInputFiles([{ name: "Photo du chantier.png", mimeType: "image/png", buffer: Buffer.from("89504e470d0a1a0a", "hex") }]);
    await page.locator('[name="/exhibits/5/label"]').waitFor();
    assert.equal(await page.locator('[name="/exhibits/5/label"]').inputValue(), "Photo du chantier");
    await page.locator('button[value="retirer:/exhibits/5"]').click();
    await page.locator('[name="/exhibits/5/label"]').waitFor({ state: "detached" });

    // By the button, and by the hand.
    await page.locator('button[value="descendre:/exhibits/0"]').click();
    await page.waitForFunction(() => document.querySelector('[name="/exhibits/0/file"]')?.value === "factures.pdf");
    await page.setViewportSize({ width: 1280, height: 2600 });
    await page.waitForFunction(() => document.querySelectorAll("[data-file] .thumb").length === 5);
    await page.evaluate(() => window.scrollTo(0, 0));
    const middle = async (locator) => {
      const box = await locator.boundingBox();
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    await page.mouse.move(...(await middle(page.locator(".handle").nth(0))));
    await page.mouse.down();
    await page.mouse.move(...(await middle(page.locator('[name="/exhibits/1/label"]'))), { steps: 5 });
    await page.mouse.move(...(await middle(page.locator('[name="/exhibits/2/label"]'))), { steps: 5 });
    await page.mouse.up();
    await page.waitForFunction(() => document.querySelector('[name="/exhibits/2/file"]')?.value === "factures.pdf");
    assert.deepEqual((await draftOf(page)).exhibits.map((e) => e.id), ["p1", "p3", "p2", "p4", "p5"]);

    await page.locator("#deposer").setInputFiles([{ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("x") }]);
    await page.getByText("notes.txt n’est pas admis").waitFor();

    await go(page, "telecharger");
    await page.waitForFunction(() => document.querySelector("form[data-files-ready]"));
    const zip = await downloadBundle(page, mouse);
    assert.ok(zip.includes("pieces/piece_03_factures.pdf"));
  });
});

test("what is wrong is told when a field is left, and no sooner", async () => {
  await withBrowser({}, async (page) => {
    await begin(page);
    const siren = page.locator('[name="/creditor/siren"]');
    await page.locator('[name="/creditor/kind"]').selectOption("company");
    await siren.pressSequentially("100021014", { delay: 20 });
    await page.waitForTimeout(900);
    assert.equal(await siren.getAttribute("aria-invalid"), null, "not while one types");
    assert.equal(await page.evaluate(() => document.activeElement.name), "/creditor/siren");
    await page.keyboard.press("Tab");
    const said = page.locator("#creditor-siren-note");
    await said.waitFor();
    assert.equal(await siren.getAttribute("aria-invalid"), "true");
    assert.match(await siren.getAttribute("aria-describedby"), /creditor-siren-note/);
    await siren.fill("100021013");
    await page.keyboard.press("Tab");
    await said.waitFor({ state: "detached" });
    assert.equal(await siren.getAttribute("aria-invalid"), null);
    await page.waitForFunction(() => document.querySelector('[name="/creditor/siren"]').value.replace(/\s/g, " ") === "100 021 013");

    // One commune is written; several are offered.
    const code = page.locator('[name="/debtors/0/address/postal_code"]');
    await code.fill("63000");
    await page.waitForFunction(() => document.querySelector('[name="/debtors/0/address/city"]').value === "Clermont-Ferrand");
    await code.fill("03200");
    await page.waitForFunction(() => {
      const city = document.querySelector('[name="/debtors/0/address/city"]');
      return city.value === "" && city.list.options.length === 3;
    });
  });
});

/** Holds back the next answer of an address that `which` recognises by what is asked; gives what lets it go. */
async function hold(page, address, which = () => true) {
  let release;
  let come;
  const gate = new Promise((resolve) => (release = resolve));
  const asked = new Promise((resolve) => (come = resolve));
  let held = false;
  await page.route(address, async (route) => {
    if (held || !which(route.request().postData() ?? "")) return route.fallback();
    held = true;
    come();
    await gate;
    return route.fallback();
  });
  return { asked, release };
}

test("a page written again keeps the fold where one types, and what one types", async () => {
  await withBrowser({}, async (page) => {
    await begin(page, "commissaire_de_justice_execution");
    await page.evaluate(() => document.addEventListener("creance:refreshed", () => (document.body.dataset.refreshed = ""), { once: true }));
    const { asked, release } = await hold(page, "**/dossier/parties", (body) => body.includes("faire=actualiser"));
    await page.locator('[name="/debtors/0/kind"]').selectOption("sole_trader");
    // A name of the debtor: from now on his folds bear it.
    await page.locator('[name="/debtors/0/last_name"]').fill("Tournemine");
    await asked;
    const siret = page.locator('[name="/debtors/0/siret"]');
    await page.locator("details[data-fold]", { has: siret }).locator("> summary").click();
    await siret.focus();
    release();
    await page.locator("body[data-refreshed]").waitFor();
    await page.keyboard.insertText("10002109600019");
    assert.equal(await siret.inputValue(), "10002109600019");

    // One who stands on the fold itself stays on it, whatever it now says.
    const fold = page.locator("details[data-fold]", { has: siret });
    const key = await fold.getAttribute("data-fold");
    await page.evaluate(() => delete document.body.dataset.refreshed);
    await page.evaluate(() => document.addEventListener("creance:refreshed", () => (document.body.dataset.refreshed = ""), { once: true }));
    await page.locator('[name="/debtors/0/last_name"]').fill("Tourmalet");
    await page.locator('[name="/debtors/0/kind"]').selectOption("individual");
    await page.locator(`[data-fold="${key}"] > summary`).focus();
    await page.locator("body[data-refreshed]").waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.parentElement.dataset.fold), key);
  });
});

test("a page written again waits for the button that is being pressed", async () => {
  await withBrowser({}, async (page) => {
    await begin(page);
    const { asked, release } = await hold(page, "**/dossier/parties", (body) => body.includes("faire=actualiser"));
    await page.locator('[name="/creditor/kind"]').selectOption("company");
    await asked;
    await stepButton(page, "creance").hover();
    await page.mouse.down();
    const answered = page.waitForResponse("**/dossier/parties");
    release();
    await (await answered).finished();
    await page.waitForTimeout(100);
    await page.mouse.up();
    await page.waitForURL("**/dossier/creance*");
  });
});

test("what is typed again is not written over by the answer to what stood there before", async () => {
  await withBrowser({}, async (page) => {
    await begin(page);
    await page.locator('[name="/creditor/kind"]').selectOption("company");
    const siren = page.locator('[name="/creditor/siren"]');
    await siren.fill("100021013");
    const { asked, release } = await hold(page, "**/dossier/apercu", (body) => body.includes("100021013"));
    await page.keyboard.press("Tab");
    await asked;
    const answered = page.waitForResponse("**/dossier/apercu");
    // Before the next is asked, the first is answered.
    await siren.fill("732829320");
    await page.keyboard.press("Tab");
    release();
    await answered;
    await page.waitForFunction(() => document.querySelector('[name="/creditor/siren"]').value.replace(/\s/g, " ") === "732 829 320");
  });
});

test("the figures and the court follow what is typed", async () => {
  await withBrowser({}, async (page) => {
    await openExample(page, "Trois factures");
    await go(page, "creance");
    const total = page.locator('[data-live="totals"] dd').last();
    const before = await total.innerText();
    await page.locator('[name="/invoices/0/amount_incl_tax"]').fill("7 300,00");
    await page.waitForFunction((old) => [...document.querySelectorAll('[data-live="totals"] dd')].at(-1)?.innerText !== old, before);
    assert.equal(await page.evaluate(() => document.activeElement.name), "/invoices/0/amount_incl_tax");
    assert.match(await page.locator('[data-live="court"]').innerText(), /Tribunal de commerce de Cusset/);
  });
});

async function paste(page, control, text) {
  await control.focus();
  await control.evaluate((e, copied) => {
    const data = new DataTransfer();
    data.setData("text/plain", copied);
    e.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
  }, text);
}

test("lines copied from a spreadsheet become invoices", async () => {
  const lines = "N° facture\tDate\tÉchéance\tMontant TTC\tObjet\nF-1\t10/02/2026\t12/03/2026\t6 300,00 €\tFenêtres\nF-2\t05/03/2026\t04/04/2026\t2 745,60 €\tPortes\n";
  await withBrowser({}, async (page) => {
    await begin(page);
    await go(page, "creance");
    await paste(page, page.locator('[name="/invoices/0/number"]'), lines);
    await page.waitForFunction(() => document.querySelector('[name="/invoices/1/number"]')?.value === "F-2");
    const { invoices } = await draftOf(page);
    assert.deepEqual(invoices.map((i) => [i.number, i.issued_on, i.due_on, i.amount_incl_tax, i.label]), [
      ["F-1", "2026-02-10", "2026-03-12", "6300.00", "Fenêtres"],
      ["F-2", "2026-03-05", "2026-04-04", "2745.60", "Portes"],
    ]);

    // A column alone goes down from where one stands, with new rows as needed.
    const rows = await page.locator('table[data-list="/invoices"] tr[data-item]').count();
    const labels = Array.from({ length: rows + 2 }, (_, n) => `Lot ${n + 1}`);
    await paste(page, page.locator('[name="/invoices/0/label"]'), labels.join("\r\n"));
    assert.equal(await page.locator(`[name="/invoices/${rows + 1}/label"]`).inputValue(), `Lot ${rows + 2}`);

    // Enter goes down, and past the end makes a row; nothing is sent.
    await page.locator(`[name="/invoices/${rows + 1}/label"]`).press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.name), `/invoices/${rows + 2}/label`);
    await page.keyboard.press("ArrowUp");
    assert.equal(await page.evaluate(() => document.activeElement.name), `/invoices/${rows + 1}/label`);
    const ids = await page.evaluate(() => [...document.querySelectorAll("[id]")].map((e) => e.id));
    assert.equal(new Set(ids).size, ids.length, "no id twice");
    assert.equal(await page.locator(`label[for="invoices-${rows + 2}-label"]`).innerText().then((text) => text.replace(/\s/g, " ")), `Objet, Ligne ${rows + 3}`);
  });
});

test("each document is read in the page", async () => {
  await withBrowser({}, async (page) => {
    await openExample(page, "Trois factures");
    await go(page, "documents");
    await page.getByRole("button", { name: /^Lire ici : Requête/ }).click();
    const frame = page.locator("iframe.sheet");
    await frame.waitFor();
    assert.match(await frame.getAttribute("src"), /^blob:/);
    assert.match(await frame.getAttribute("title"), /Requête/);
  });
});
