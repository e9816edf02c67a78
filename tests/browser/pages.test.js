// Each page by itself: accessible in light and dark, at home on a phone, faithful to its own policy.
import { test } from "node:test";
import assert from "node:assert/strict";
import { withBrowser } from "./browser.js";
import { assertFits, assertFocusShown, violations } from "./accessible.js";
import { everyPage } from "./pages.js";

for (const scheme of ["light", "dark"]) {
  test(`no page has a violation that axe knows of (${scheme})`, async () => {
    await withBrowser({ scheme, bypassCSP: true }, async (page) => {
      const told = [];
      await everyPage(page, async (name) => {
        told.push(...(await violations(page)).map((violation) => `${name}: ${violation}`));
      });
      assert.deepEqual(told, []);
    });
  });
}

for (const javaScript of [true, false]) {
  test(`every page stands by its policy, script ${javaScript ? "on" : "off"}`, async () => {
    await withBrowser({ javaScript }, async (page) => {
      await everyPage(page, async (name) => {
        assert.equal(await page.locator("h1").count(), 1, name);
        assert.equal(await page.locator("html.js").count(), javaScript ? 1 : 0, name);
        assert.equal(await page.locator("[style], style, [onclick], [onchange], [onsubmit], script:not([src])").count(), 0, name);
        assert.equal(await page.locator('[tabindex]:not([tabindex="0"], [tabindex="-1"])').count(), 0, `${name}: the order of the keys is that of the page`);
        assert.match(await page.title(), /.+ – creance$/, name);
      });
    });
  });
}

test("no page scrolls sideways on a phone", async () => {
  await withBrowser({ phone: true }, async (page) => {
    await everyPage(page, async (name) => {
      for (const width of [360, 320]) {
        await page.setViewportSize({ width, height: 740 });
        await assertFits(page, `${name}, ${width}`);
      }
    });
  });
});

test("the first key leads past the menu, and every stop shows itself", async () => {
  await withBrowser({}, async (page) => {
    await everyPage(page, async (name) => {
      // Some pages put one at once in the field they are about: when the page is drawn, which is after it is loaded.
      const placed = await page.evaluate(async () => {
        for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
        return document.activeElement !== document.body;
      });
      await page.keyboard.press("Tab");
      if (!placed) assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#contenu", name);
      for (let stop = 0; stop < 60; stop += 1) {
        if (await page.evaluate(() => document.activeElement === document.body)) break;
        await assertFocusShown(page, `${name}, stop ${stop}`);
        await page.keyboard.press("Tab");
      }
    });
  });
});
