//! `LISEZMOI.txt`: what is in the ZIP, what to sign, how many copies, where to send, by when, what it costs, what to
//! keep, and what is not certain. Plain text in French, at most 78 columns. A list that is true, not advice.

use crate::claim::Claim;
use crate::claim::wire::RepresentativeKind;
use crate::court::{Confidence, LawyerNeed};
use crate::deadlines::Status;
use crate::documents::french;
use crate::domain::{Bundle, Document};
use crate::dossier::report::{DeadlineView, Report};
use crate::dossier::{Dossier, Law};
use crate::rules::{Severity, registry};

use super::archive::Entry;

/// Columns of a line.
const WIDTH: usize = 78;

/// The text of a bundle whose other entries are these.
pub(super) fn text(bundle: Bundle, dossier: &Dossier, law: &Law, entries: &[Entry]) -> String {
    let report = Report::new(dossier, law);
    let mut page = Page::default();
    title(&mut page, bundle, dossier);
    let mut n = 0;
    let mut section = |page: &mut Page, heading: &str| {
        n += 1;
        page.heading(&format!("{n}. {heading}"));
    };
    section(&mut page, "CE QUE CONTIENT CE DOSSIER");
    contents(&mut page, entries);
    section(&mut page, "À RELIRE ET À SIGNER");
    signing(&mut page, bundle, &dossier.claim, entries);
    section(&mut page, "EXEMPLAIRES");
    copies(&mut page, bundle, dossier.claim.debtors.len());
    section(&mut page, "OÙ L'ENVOYER");
    sending(&mut page, bundle, dossier);
    section(&mut page, "AVANT QUELLE DATE");
    deadlines(&mut page, &dossier.claim, &report);
    section(&mut page, "CE QUE CELA COÛTE");
    costs(&mut page, bundle, &report);
    section(&mut page, "ENSUITE");
    afterwards(&mut page, bundle, dossier, law);
    section(&mut page, "À CONSERVER");
    keep(&mut page, bundle);
    section(&mut page, "POINTS SIGNALÉS PAR LE CONTRÔLE");
    reservations(&mut page, bundle, &report);
    section(&mut page, "RÈGLES ET LOGICIEL");
    page.item(&format!("Règles : version {}, empreinte {}.", report.ruleset.version, report.ruleset.digest));
    page.item(concat!("Logiciel : creance ", env!("CARGO_PKG_VERSION"), "."));
    page.item(
        "Ce dossier est établi d'après les seules données fournies. Il ne remplace pas l'avis d'un professionnel du droit.",
    );
    page.text
}

fn title(page: &mut Page, bundle: Bundle, dossier: &Dossier) {
    let name = match bundle {
        Bundle::InjonctionDePayer => "REQUÊTE EN INJONCTION DE PAYER",
        Bundle::MiseEnDemeure => "MISE EN DEMEURE DE PAYER",
        Bundle::Relance => "RELANCE",
        Bundle::Echeancier => "ÉCHÉANCIER",
        Bundle::PetitesCreances => "RECOUVREMENT SIMPLIFIÉ D'UNE PETITE CRÉANCE",
        Bundle::CommissaireDeJusticeSignification => "SIGNIFICATION D'UNE ORDONNANCE",
        Bundle::CommissaireDeJusticeExecution => "EXÉCUTION D'UN TITRE",
    };
    let claim = &dossier.claim;
    let debtors: Vec<String> = claim.debtors.iter().map(|d| d.display_name()).collect();
    let asked = dossier.statement.claimable_totals(claim.relief.claim_prescribed == Some(true));
    page.line(&"=".repeat(WIDTH));
    page.wrap("", "", name);
    page.wrap("", "", &format!("{} contre {}", claim.creditor.display_name(), french::list(&debtors)));
    page.wrap("", "", &format!("Référence : {}", claim.reference));
    page.wrap(
        "",
        "",
        &format!(
            "Somme demandée, arrêtée au {} : {}",
            french::date(claim.as_of),
            french::amount(asked.total_due)
        ),
    );
    page.line(&"=".repeat(WIDTH));
}

fn contents(page: &mut Page, entries: &[Entry]) {
    for e in entries {
        let pages = e.pages.map(|n| format!(", {n} page{}", if n > 1 { "s" } else { "" }));
        page.bullet(&format!("{} : {}{}", e.path, e.title, pages.unwrap_or_default()));
    }
    page.bullet("manifest.json : liste des fichiers et de leurs empreintes");
}

/// Who signs what is to be signed.
fn signing(page: &mut Page, bundle: Bundle, claim: &Claim, entries: &[Entry]) {
    let creditor = match &claim.creditor.legal_representative {
        Some(r) => format!("{}, {}", r.name, r.capacity),
        None => claim.creditor.display_name(),
    };
    let agent = claim.representative.as_ref().filter(|r| match bundle {
        Bundle::MiseEnDemeure => {
            !matches!(r.kind, RepresentativeKind::CommissaireDeJustice | RepresentativeKind::Other)
        }
        _ => true,
    });
    let signatory = agent.map_or_else(|| creditor.clone(), |r| r.name.clone());
    page.check(
        "Relire chaque document : les faits, les montants et les dates sont ceux que vous avez fournis.",
    );
    for e in entries {
        let who = if e.role == Document::Pouvoir.name() {
            format!("{creditor} et {signatory}, avec les mentions manuscrites demandées")
        } else if [
            Document::RequeteInjonctionDePayer.name(),
            Document::BordereauDePieces.name(),
            Document::MiseEnDemeure.name(),
        ]
        .contains(&e.role.as_str())
        {
            signatory.clone()
        } else {
            continue;
        };
        page.check(&format!("Signer {}, à la main : {who}.", e.path));
    }
}

fn copies(page: &mut Page, bundle: Bundle, debtors: usize) {
    let each = if debtors > 1 {
        format!("une copie pour chacun des {debtors} débiteurs")
    } else {
        "une copie pour le débiteur".to_owned()
    };
    match bundle {
        Bundle::InjonctionDePayer => {
            page.check(&format!(
                "Requête, bordereau, décompte et pièces : l'original pour le greffe, {each}, une copie pour vous."
            ));
            page.note(
                "À VÉRIFIER : le nombre de copies demandé par ce greffe (les textes ne le fixent pas).",
            );
        }
        Bundle::MiseEnDemeure => {
            page.check("Chaque lettre en deux exemplaires signés : un pour l'envoi, un pour vous.");
            page.check("Le décompte et les pièces accompagnent chaque lettre.");
        }
        _ => {}
    }
}

fn sending(page: &mut Page, bundle: Bundle, dossier: &Dossier) {
    if bundle == Bundle::MiseEnDemeure {
        for d in &dossier.claim.debtors {
            let a = &d.address;
            page.check(&format!(
                "Lettre recommandée avec demande d'avis de réception à {}, {}, {} {}.",
                d.full_name(),
                a.lines.join(", "),
                a.postal_code,
                a.city
            ));
        }
        page.check("Une copie par lettre simple et, si vous avez l'adresse, par courriel.");
        return;
    }
    let Some(c) = &dossier.forum.competence else { return };
    let court = &c.view.court;
    page.wrap("   ", "   ", &court.name);
    match &court.address {
        Some(a) => {
            page.wrap("   ", "   ", &format!("Greffe : {}", a.lines.join(", ")));
            page.wrap("   ", "   ", &format!("{} {}", a.postal_code, a.city));
        }
        None => page.note("À VÉRIFIER : l'adresse de cette juridiction (justice.fr, annuaire)."),
    }
    page.check("Remettre ou adresser le dossier au greffe de cette juridiction.");
    for reason in &court.reasons {
        page.note(&format!("Pourquoi : {reason}"));
    }
    if court.confidence != Confidence::Verified {
        page.note("À VÉRIFIER avant l'envoi : la compétence ou l'adresse est déduite, non confirmée par une seconde source.");
    }
    for other in &c.view.alternatives {
        page.note(&format!("Autre juridiction possible : {}.", other.name));
    }
}

fn deadlines(page: &mut Page, claim: &Claim, report: &Report) {
    let running: Vec<&DeadlineView> = report
        .deadlines
        .iter()
        .filter(|d| matches!(d.status, Status::Open | Status::DueSoon) && d.code != "notice_period")
        .collect();
    if running.is_empty() {
        page.item("Aucun délai en cours n'a été calculé pour ce dossier.");
    }
    let mut notes: Vec<&str> = Vec::new();
    for d in running {
        let safe =
            d.safe_by.map(|s| format!(" Agir au plus tard le {}.", french::date(s))).unwrap_or_default();
        let soon = if d.status == Status::DueSoon { "PROCHE - " } else { "" };
        page.bullet(&format!(
            "{soon}{}{} : dernier jour le {}.{safe}",
            name(d.code),
            subject(claim, &d.subject),
            french::date(d.expires_on)
        ));
        notes.extend(d.note.as_deref().filter(|n| !notes.contains(n)));
    }
    for note in notes {
        page.note(&format!("À VÉRIFIER : {note}"));
    }
}

/// « , facture F-2026-041 »: what a deadline concerns.
fn subject(claim: &Claim, pointer: &str) -> String {
    let mut parts = pointer.trim_start_matches('/').split('/');
    let (of, rank) = (parts.next(), parts.next().and_then(|n| n.parse::<usize>().ok()));
    let what = match (of, rank) {
        (Some("invoices"), Some(n)) => claim.invoices.get(n).map(|i| i.number.clone()),
        (Some("debtors"), Some(n)) => claim.debtors.get(n).map(|d| d.display_name()),
        _ => None,
    };
    what.map(|w| format!(" ({w})")).unwrap_or_default()
}

/// French name of a deadline's code.
fn name(code: &str) -> &str {
    match code {
        "prescription" => "Prescription",
        "forclusion" => "Forclusion",
        "order_service" => "Signification de l'ordonnance",
        "opposition" => "Opposition",
        "enforcement_from" => "Exécution possible à partir de",
        "title_limitation" => "Exécution du titre",
        "claim_declaration" => "Déclaration de créance",
        "relief_from_forclusion" => "Relevé de forclusion",
        "payment_term" => "Échéance à venir",
        "conciliation" => "Conciliation",
        other => other,
    }
}

fn costs(page: &mut Page, bundle: Bundle, report: &Report) {
    if bundle == Bundle::MiseEnDemeure {
        // The costs of the report are those of the way to court, not yet taken.
        page.item("Le prix des envois recommandés ; il reste à votre charge.");
        return;
    }
    if report.fees.is_empty() {
        page.note("À VÉRIFIER auprès du greffe : les frais éventuels à verser avec la requête.");
    }
    for f in &report.fees {
        let law: Vec<&str> = f.law.iter().map(|l| l.text.as_str()).collect();
        let source = if law.is_empty() { String::new() } else { format!(" ({})", law.join(" ; ")) };
        let doubt = if f.certain { "" } else { " - À VÉRIFIER" };
        page.bullet(&format!("{} : {}{source}{doubt}", f.label, french::amount(f.amount)));
    }
}

fn afterwards(page: &mut Page, bundle: Bundle, dossier: &Dossier, law: &Law) {
    let claim = &dossier.claim;
    let cite = |key: &str| law.rules.law(key).map(|l| format!(" ({})", l.text)).unwrap_or_default();
    match bundle {
        Bundle::InjonctionDePayer => {
            if let Ok(months) = law.rules.get(registry::IP_SIGNIFICATION_MONTHS, claim.as_of) {
                page.check(&format!(
                    "Ordonnance obtenue : la faire signifier à chaque débiteur par un commissaire de justice dans les {months} mois de sa date, sans quoi elle est non avenue{}. Le délai est celui en vigueur au jour de l'ordonnance.",
                    cite("cpc-1411")
                ));
            }
            page.item(
                "La requête n'interrompt pas la prescription : seule la signification de l'ordonnance le fait.",
            );
            if let Some(c) = &dossier.forum.competence {
                let undecided = c.lawyer_if_opposed.answer == LawyerNeed::Undetermined;
                let doubt = if undecided { "À VÉRIFIER - " } else { "" };
                page.item(&format!("{doubt}{}", c.lawyer_if_opposed.reason));
            }
        }
        Bundle::MiseEnDemeure => {
            page.check("Noter la date de présentation et de réception portée sur l'avis : elle fait courir le délai et, le cas échéant, les intérêts.");
            page.item("La mise en demeure n'interrompt pas la prescription : voir les dates ci-dessus.");
            page.check("Sans paiement au terme du délai : ajouter l'envoi et l'avis au dossier, puis demander le dossier d'injonction de payer.");
        }
        _ => {}
    }
}

fn keep(page: &mut Page, bundle: Bundle) {
    page.check("Ce fichier ZIP tel quel : « creance verify » en contrôle l'intégrité.");
    match bundle {
        Bundle::MiseEnDemeure => {
            page.check("La preuve de dépôt, l'avis de réception ou l'enveloppe retournée, non ouverte.");
        }
        _ => page.check("Les originaux des pièces : le juge peut les demander."),
    }
}

fn reservations(page: &mut Page, bundle: Bundle, report: &Report) {
    let told: Vec<_> = report
        .findings
        .iter()
        .filter(|f| f.severity == Severity::Warning && !f.blocks.contains(&bundle))
        .collect();
    if told.is_empty() {
        page.item("Aucun avertissement.");
    }
    for f in told {
        let remedy = f.remedy.as_deref().map(|r| format!(" {r}")).unwrap_or_default();
        page.bullet(&format!("À VÉRIFIER - {} : {}{remedy}", f.title, f.message));
    }
}

/// Lines of at most [`WIDTH`] characters.
#[derive(Default)]
struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn heading(&mut self, heading: &str) {
        self.line("");
        self.line(heading);
        self.line(&"-".repeat(heading.chars().count().min(WIDTH)));
    }

    /// Something to do.
    fn check(&mut self, what: &str) {
        self.wrap("[ ] ", "    ", what);
    }

    fn bullet(&mut self, what: &str) {
        self.wrap(" -  ", "    ", what);
    }

    fn note(&mut self, what: &str) {
        self.wrap("    ", "    ", what);
    }

    fn item(&mut self, what: &str) {
        self.wrap("    ", "    ", what);
    }

    /// Breaks at ordinary spaces only; a word longer than the line stays whole.
    fn wrap(&mut self, first: &str, next: &str, text: &str) {
        let typeset = french::typeset(text);
        let mut line = first.to_owned();
        let mut empty = true;
        for word in typeset.split(' ').filter(|w| !w.is_empty()) {
            let room = line.chars().count() + usize::from(!empty) + word.chars().count();
            if !empty && room > WIDTH {
                let full = std::mem::replace(&mut line, next.to_owned());
                self.line(full.trim_end());
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.line(line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_whole() {
        let mut page = Page::default();
        let text = "Une phrase assez longue pour tenir sur plusieurs lignes : elle est coupée aux espaces, jamais dans un mot ni devant un deux-points.";
        page.check(text);
        assert!(page.text.lines().count() > 1);
        assert!(page.text.lines().all(|l| l.chars().count() <= WIDTH), "{}", page.text);
        let words = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&page.text.replace("[ ]", "")), words(&french::typeset(text)));
    }
}
