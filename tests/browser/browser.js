// A Chromium of our own, and a window that watches what no page may do: ask anything of anyone else, break the policy
// of contents, throw.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

/** Where the service under test answers: told by .ci/browser. */
export const SERVICE = process.env.CREANCE_URL ?? "http://localhost:8080";

const OPTIONS = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
  "--disable-component-update", "--disable-sync",
];

/** Runs with a fresh profile, erased afterwards. */
export async function withBrowser(settings, work) {
  const profile = await mkdtemp(join(tmpdir(), "creance-browser-"));
  const { javaScript = true, scheme = "light", phone = false, bypassCSP = false } = settings;
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    args: OPTIONS,
    baseURL: SERVICE,
    locale: "fr-FR",
    timezoneId: "Europe/Paris",
    javaScriptEnabled: javaScript,
    colorScheme: scheme,
    reducedMotion: "reduce",
    acceptDownloads: true,
    bypassCSP,
    viewport: phone ? { width: 360, height: 740 } : { width: 1280, height: 900 },
  });
  context.setDefaultTimeout(15_000);
  const faults = [];
  const own = new URL(SERVICE).origin;
  context.on("request", (request) => {
    const url = new URL(request.url());
    // The viewer of PDF files is a part of the browser.
    const inside = ["data:", "blob:", "about:", "chrome:", "chrome-extension:"].includes(url.protocol);
    if (!inside && url.origin !== own) faults.push(`asked ${request.url()}`);
  });
  context.on("weberror", (error) => faults.push(`threw ${error.error()}`));
  context.on("console", (message) => {
    if (/Content Security Policy|Refused to|violates/i.test(message.text())) faults.push(`said ${message.text()}`);
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const value = await work(page, context);
    assert.deepEqual(faults, [], "nothing asked elsewhere, no policy broken, nothing thrown");
    return value;
  } finally {
    await context.close();
    await rm(profile, { recursive: true, force: true });
  }
}
