// The whole path of a dossier, as a person goes along it: typed field by field from an example claim, judged, read,
// downloaded, verified.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify } from "node:util";

const ROOT = new URL("../../", import.meta.url).pathname;
const PROGRAM = process.env.CREANCE_PROGRAM ?? join(ROOT, "target/debug/creance");

export const exhibit = (file) => join(ROOT, "examples/exhibits", file);
export const example = async (name) => JSON.parse(await readFile(join(ROOT, "examples/claims", `${name}.json`), "utf8"));

/** Pointer and value of each field; lines of text are one. */
export function leaves(value, at = "") {
  if (Array.isArray(value) && typeof value[0] === "string") return [[at, value.join("\n")]];
  if (value !== null && typeof value === "object") return Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${at}/${key}`));
  return [[at, value]];
}

/** As a French hand types it. */
export function french(value) {
  const text = String(value);
  const day = text.match(/^(\d{4})-(\d{2})-(\d{2})$/);
  if (day) return `${day[3]}/${day[2]}/${day[1]}`;
  const sum = text.match(/^(\d+)\.(\d{2})$/);
  if (sum) return `${sum[1].replace(/\B(?=(\d{3})+$)/g, " ")},${sum[2]}`;
  return text;
}

/** Controls of a pointer that a person acts on. */
const controls = (page, pointer) => page.locator(`[name="${pointer}"]:not([type="hidden"])`);

async function put(page, hand, pointer, value) {
  const control = controls(page, pointer).first();
  if (!(await control.count())) return false;
  // One that makes no sense yet comes with the page that follows.
  if (await control.evaluate((e) => e.closest("[hidden]") !== null)) return false;
  const kind = await control.evaluate((e) => (e.tagName === "SELECT" ? "select" : e.type));
  if (kind === "select") {
    const there = await control.locator(`option[value="${value}"]`).count();
    if (!there) return false;
    await hand.choose(page, control, String(value));
  } else if (kind === "checkbox") {
    await hand.check(page, control, Boolean(value));
  } else {
    await hand.fill(page, control, french(value));
  }
  return true;
}

export const stepButton = (page, step) => page.locator(`.steps button[value="${step}"]`);

async function goTo(page, hand, step) {
  // The step may be the one that is open: its address alone does not tell that the page has come again.
  const come = page.waitForNavigation();
  await hand.press(page, stepButton(page, step));
  await come;
  await page.waitForURL(`**/dossier/${step}*`);
}

/** The steps where one types. */
const STEPS = ["parties", "creance", "paiements", "envois", "pieces", "demandes"];

/** Types a claim from nothing; what no field takes is told. */
export async function typeClaim(page, hand, claim, visit = async () => {}) {
  // The form gives the exhibits their own ids.
  const waiting = new Map(leaves(claim).filter(([at]) => !/^\/exhibits\/\d+\/id$/.test(at)));
  for (const round of [1, 2]) {
    for (const step of STEPS) {
      if (!waiting.size) break;
      await goTo(page, hand, step);
      // Some fields ask for others, which come with the page that follows.
      for (let turn = 0; turn < 8; turn += 1) {
        let progress = 0;
        for (const [at, value] of [...waiting]) {
          if (await put(page, hand, at, value)) {
            waiting.delete(at);
            progress += 1;
          }
        }
        let added = false;
        for (const at of waiting.keys()) {
          const [row, list] = at.match(/^(.+)\/\d+(?=\/)/) ?? [];
          const there = list && (await page.locator(`[name^="${row}/"]`).count()) > 0;
          const more = list && !there && page.locator(`button[name="faire"][value="ajouter:${list}"]`).first();
          if (more && (await more.count())) {
            await hand.press(page, more);
            await page.locator(`[name^="${row}/"]`).first().waitFor({ state: "attached" });
            added = true;
            break;
          }
        }
        if (!added && !progress) break;
        if (!added) await goTo(page, hand, step);
      }
      if (round === 1) await visit(page, step);
    }
  }
  assert.deepEqual([...waiting], [], "every field of the claim has its place in the form");
}

/** The draft that a page carries. */
export const draftOf = async (page) => JSON.parse(await page.locator('input[name="dossier"]').first().inputValue());

/** The files of the exhibits, chosen on the last page. */
export async function chooseFiles(page, claim) {
  for (const [rank, piece] of (claim.exhibits ?? []).entries()) {
    await page.locator(`input[name="piece-${rank}"]`).setInputFiles(exhibit(piece.file));
  }
}

/** Downloads the bundle and has it verified by whoever receives it. */
export async function downloadBundle(page, hand) {
  const dir = await mkdtemp(join(tmpdir(), "creance-zip-"));
  try {
    const started = page.waitForEvent("download", { timeout: 60_000 });
    await hand.press(page, page.locator('button[name="faire"][value="produire"]'));
    const download = await started;
    const path = join(dir, basename(download.suggestedFilename()));
    await download.saveAs(path);
    assert.match(path, /\.zip$/);
    const { stdout } = await promisify(execFile)(PROGRAM, ["verify", path]);
    assert.deepEqual(JSON.parse(stdout), { valid: true, problems: [] });
    const bytes = await readFile(path);
    // Names stand in the open in a ZIP.
    return bytes.toString("latin1");
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
