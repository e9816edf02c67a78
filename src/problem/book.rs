//! `docs/errors.md`: every code, written from the lists that the program uses.

use std::fmt::Write as _;

use super::{Code, Language};

/// The page. `faults`: the codes of `errors` with their meaning.
#[must_use]
pub fn errors_book<'a>(faults: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let mut out = String::from(
        "# Les refus\n\n<!-- Écrit par le programme : BLESS=1 cargo test book -->\n\n\
         Tout refus est un `application/problem+json` (RFC 9457) : `{type, title, status, detail, instance, errors?}`. Le code stable est la \
         fin de `type`, après `urn:creance:problem:` ; il ne change jamais de sens. `detail` et les messages sont en français ; `title` est en \
         anglais avec `Accept-Language: en`. `errors` dit toutes les fautes à la fois : `{code, pointer, message}`, où `pointer` est un \
         pointeur JSON (RFC 6901). La ligne de commande écrit le même objet sur l'erreur standard, avec le code de sortie 2 (1 si le dossier \
         est bloqué). `x-request-id` identifie la demande dans les journaux.\n\n\
         | Statut | Code | Titre | Title | Que faire |\n|---|---|---|---|---|\n",
    );
    let mut all = Code::ALL.to_vec();
    all.sort_by_key(|c| (c.status(), c.name()));
    for c in all {
        let (french, english) = (c.title(Language::French), c.title(Language::English));
        // Writing to a String cannot fail.
        let _ = writeln!(out, "| {} | `{}` | {french} | {english} | {} |", c.status(), c.name(), c.remedy());
    }
    out.push_str(
        "\n## Les fautes de forme\n\nCodes de `errors` quand un dossier ou une question n'est pas utilisable. Ceux d'un dossier bloqué sont \
         les [constats](findings.md).\n\n| Code | Sens |\n|---|---|\n",
    );
    for (code, meaning) in faults {
        let _ = writeln!(out, "| `{code}` | {meaning} |");
    }
    out
}
