// Every page there is: those that stand alone, and the steps of a dossier, empty, whole and blocked.
import { stepButton } from "./path.js";

export const PAGES = [
  "/", "/nulle-part", "/connexion", "/dossier", "/dossier/parties", "/dossier/creance", "/outils", "/outils/interets", "/outils/delais", "/outils/juridiction", "/outils/prescription",
  "/regles", "/regles/rates.legal_autres", "/glossaire",
];

export const STEPS = ["parties", "creance", "paiements", "envois", "pieces", "demandes", "verification", "documents", "telecharger"];

export const EXAMPLES = ["Trois factures", "Un titre à exécuter", "Un dossier bloqué"];

/** A dossier that is already typed, from the home page. */
export async function openExample(page, title) {
  await page.goto("/");
  await page.getByRole("button", { name: title }).click();
  await page.waitForURL("**/dossier/*");
}

/** Opens each page in turn, and tells its name. */
export async function everyPage(page, look, examples = EXAMPLES) {
  for (const path of PAGES) {
    await page.goto(path);
    await look(path);
  }
  for (const example of examples) {
    await openExample(page, example);
    for (const step of STEPS) {
      await stepButton(page, step).click();
      await page.waitForURL(`**/dossier/${step}*`);
      await look(`${example}, ${step}`);
    }
  }
}
