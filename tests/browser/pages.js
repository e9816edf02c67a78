// Every page that can be read without a dossier.
export const PAGES = ["/", "/nulle-part"];
