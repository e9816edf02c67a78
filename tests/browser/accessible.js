// What every page owes to whoever reads it.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds wrong; the window must bypass the policy of contents. */
export async function violations(page) {
  await page.evaluate(AXE);
  const found = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.flatMap((v) => v.nodes.map((n) => `${v.id}: ${n.html.slice(0, 200)}`));
}

/** The page itself never scrolls sideways; a table may, in its own frame. */
export async function assertFits(page, name) {
  const { wide, width, outside } = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const outside = [...document.querySelectorAll("body *")]
      .filter((e) => e.getBoundingClientRect().right > width + 1 && !e.closest(".scroll, .steps, .visually-hidden, .skip"))
      .map((e) => e.outerHTML.slice(0, 120));
    return { wide: document.documentElement.scrollWidth, width, outside: outside.slice(0, 5) };
  });
  assert.ok(wide <= width, `${name}: ${wide} px in a window of ${width} px: ${outside.join("\n")}`);
}

/** The element that has the focus shows it. */
export async function assertFocusShown(page, name) {
  const shown = await page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return "nothing has the focus";
    // A hidden file control shows itself by its label.
    const e = focused.matches("input.visually-hidden") ? focused.nextElementSibling : focused;
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    if (box.width < 2 || box.height < 2) return `too small: ${e.outerHTML.slice(0, 120)}`;
    return style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2 ? `no ring: ${e.outerHTML.slice(0, 120)}` : "";
  });
  assert.equal(shown, "", name);
}
