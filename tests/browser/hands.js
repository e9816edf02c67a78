// Two ways to use a page: with a mouse, or with nothing but a keyboard.
import assert from "node:assert/strict";
import { assertFocusShown } from "./accessible.js";

/** Opens what folds a control away, then leaves the rest to whoever acts. */
async function unfold(hand, page, control) {
  for (;;) {
    const closed = control.locator("xpath=ancestor::details[not(@open)]").first();
    if (!(await closed.count())) return;
    await hand.press(page, closed.locator("xpath=./summary"));
  }
}

export const mouse = {
  name: "mouse",
  async press(page, button) {
    await button.click();
  },
  async fill(page, control, text) {
    await unfold(this, page, control);
    await control.fill(text);
  },
  async choose(page, control, value) {
    await unfold(this, page, control);
    await control.selectOption(value);
  },
  async check(page, control, value) {
    await unfold(this, page, control);
    await control.setChecked(value);
  },
};

/** Tab after Tab, from where one is to what one wants; each stop shows itself. */
async function reach(page, target) {
  // Looked for at each stop: what surrounds it may be written again meanwhile.
  const here = () => target.evaluate((e) => e === document.activeElement);
  if (await here()) return;
  // Backwards when it is behind: a person would.
  const behind = await target.evaluate((e) => document.activeElement !== document.body && Boolean(document.activeElement.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_PRECEDING));
  for (let stops = 0; stops < 600; stops += 1) {
    await page.keyboard.press(behind ? "Shift+Tab" : "Tab");
    if (await here()) {
      await assertFocusShown(page, "reached by keyboard");
      return;
    }
  }
  assert.fail(`no way by keyboard to ${await target.evaluate((e) => e.outerHTML.slice(0, 200))}`);
}

export const keyboard = {
  name: "keyboard",
  async press(page, button) {
    await reach(page, button);
    await page.keyboard.press("Enter");
  },
  async fill(page, control, text) {
    await unfold(this, page, control);
    await reach(page, control);
    await page.keyboard.press("Control+A");
    await page.keyboard.insertText(text);
  },
  async choose(page, control, value) {
    await unfold(this, page, control);
    await reach(page, control);
    const steps = await control.evaluate((e, wanted) => {
      const at = [...e.options].findIndex((o) => o.value === wanted);
      return at < 0 ? null : at - e.selectedIndex;
    }, value);
    assert.notEqual(steps, null, `no option ${value}`);
    for (let n = 0; n < Math.abs(steps); n += 1) await page.keyboard.press(steps > 0 ? "ArrowDown" : "ArrowUp");
    assert.equal(await control.inputValue(), value);
  },
  async check(page, control, value) {
    await unfold(this, page, control);
    if ((await control.isChecked()) === value) return;
    await reach(page, control);
    await page.keyboard.press("Space");
    assert.equal(await control.isChecked(), value);
  },
};
