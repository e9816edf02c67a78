// Each page by itself: accessible in light and dark, at home on a phone, faithful to its own policy.
import { test } from "node:test";
import assert from "node:assert/strict";
import { withBrowser } from "./browser.js";
import { assertAccessible, assertFits, assertFocusShown } from "./accessible.js";
import { PAGES } from "./pages.js";

for (const scheme of ["light", "dark"]) {
  test(`no page has a violation that axe knows of (${scheme})`, async () => {
    await withBrowser({ scheme, bypassCSP: true }, async (page) => {
      for (const path of PAGES) {
        await page.goto(path);
        await assertAccessible(page, `${path}, ${scheme}`);
      }
    });
  });
}

for (const javaScript of [true, false]) {
  test(`every page stands by its policy, script ${javaScript ? "on" : "off"}`, async () => {
    await withBrowser({ javaScript }, async (page) => {
      for (const path of PAGES) {
        await page.goto(path);
        assert.equal(await page.locator("h1").count(), 1, path);
        assert.equal(await page.locator("html.js").count(), javaScript ? 1 : 0, path);
        assert.equal(await page.locator("[style], style, [onclick], script:not([src])").count(), 0, path);
      }
    });
  });
}

test("no page scrolls sideways on a phone", async () => {
  await withBrowser({ phone: true }, async (page) => {
    for (const width of [360, 320]) {
      await page.setViewportSize({ width, height: 740 });
      for (const path of PAGES) {
        await page.goto(path);
        await assertFits(page, `${path}, ${width}`);
      }
    }
  });
});

test("the first key leads past the menu, and every stop shows itself", async () => {
  await withBrowser({}, async (page) => {
    for (const path of PAGES) {
      await page.goto(path);
      await page.keyboard.press("Tab");
      assert.equal(await page.evaluate(() => document.activeElement.getAttribute("href")), "#contenu", path);
      for (let stop = 0; stop < 25; stop += 1) {
        if (await page.evaluate(() => document.activeElement === document.body)) break;
        await assertFocusShown(page, `${path}, stop ${stop}`);
        await page.keyboard.press("Tab");
      }
    }
  });
});
