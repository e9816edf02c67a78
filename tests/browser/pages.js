// Every page that can be read without a dossier, and the steps of one.
export const PAGES = ["/", "/nulle-part"];

export const STEPS = ["parties", "creance", "paiements", "envois", "pieces", "demandes", "verification", "documents", "telecharger"];

/** A dossier that is already typed, from the home page. */
export async function openExample(page, title) {
  await page.goto("/");
  await page.getByRole("button", { name: title }).click();
  await page.waitForURL("**/dossier/verification*");
}
