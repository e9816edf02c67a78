//! `LISEZMOI.txt`: what is in the ZIP, what to sign, how many copies, where to send, by when, what it costs, what to
//! keep, and what is not certain. Plain text in French, at most 78 columns. A list that is true, not advice.

use crate::claim::wire::RepresentativeKind;
use crate::claim::{Claim, Party};
use crate::deadlines::Status;
use crate::documents::build::{asked_totals, deadline_name, opens};
use crate::documents::french;
use crate::domain::{Bundle, Document};
use crate::dossier::report::{DeadlineView, Report};
use crate::dossier::{Dossier, Law};
use crate::rules::Severity;

use super::archive::Entry;
use super::assemble::{MERGED_PATH, folder};
use super::correspondence::Unsent;
use super::readme_page::{Page, WIDTH};
use super::{readme_amicable, readme_court, readme_handover};

/// What the text is about.
pub(super) struct About<'a> {
    pub bundle: Bundle,
    pub dossier: &'a Dossier,
    pub law: &'a Law,
    entries: &'a [Entry],
    /// The forms of a reminder that the file does not allow.
    pub unsent: &'a [Unsent],
}

impl About<'_> {
    /// « (CPC, art. 1411) » after a space; nothing for an article that the rules do not know.
    pub fn cite(&self, key: &str) -> String {
        self.law.rules.law(key).map(|l| format!(" ({})", l.text)).unwrap_or_default()
    }

    /// Where a file of a debtor stands, by its role.
    pub fn path_of(&self, role: &str, debtor: usize) -> Option<&str> {
        let folder = folder(&self.dossier.claim, debtor);
        let his = |e: &&Entry| folder.as_deref().is_none_or(|f| e.path.starts_with(&format!("{f}/")));
        self.entries.iter().filter(|e| e.role == role).find(his).map(|e| e.path.as_str())
    }

    /// Whether a document is in the ZIP.
    pub fn has(&self, role: &str) -> bool {
        self.entries.iter().any(|e| e.role == role)
    }
}

/// « SARL Boulangerie Saint-Loup, 2 rue Grande, 36000 Châteauroux ».
pub(super) fn full_address(p: &Party) -> String {
    let a = &p.address;
    format!("{}, {}, {} {}", p.full_name(), a.lines.join(", "), a.postal_code, a.city)
}

/// What follows a formal notice: the order, or what the order obtained still lacks.
pub(super) fn next_way(dossier: &Dossier) -> &'static str {
    let standing: Vec<_> = dossier.timeline.service.iter().filter(|x| !x.lapsed).collect();
    if dossier.claim.order.is_none() || standing.is_empty() {
        "demander le dossier d'injonction de payer"
    } else if standing.iter().any(|x| x.opposed_on.is_some()) {
        "suivre l'instance ouverte par l'opposition"
    } else if standing.iter().any(|x| x.served.is_none()) {
        "demander le dossier de signification de l'ordonnance"
    } else {
        "demander le dossier d'exécution, dès qu'elle est possible"
    }
}

/// Whose words a bundle takes.
#[derive(Clone, Copy)]
enum Family {
    Amicable,
    Court,
    Handover,
}

fn family(bundle: Bundle) -> Family {
    match bundle {
        Bundle::Relance | Bundle::Echeancier | Bundle::PetitesCreances => Family::Amicable,
        Bundle::MiseEnDemeure | Bundle::InjonctionDePayer => Family::Court,
        Bundle::CommissaireDeJusticeSignification | Bundle::CommissaireDeJusticeExecution => Family::Handover,
    }
}

/// The text of a bundle whose other entries are these.
pub(super) fn text(
    bundle: Bundle,
    dossier: &Dossier,
    law: &Law,
    entries: &[Entry],
    unsent: &[Unsent],
) -> String {
    let report = Report::new(dossier, law);
    let about = About { bundle, dossier, law, entries, unsent };
    let family = family(bundle);
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
    match family {
        Family::Amicable => readme_amicable::copies(&mut page, &about),
        Family::Court => readme_court::copies(&mut page, &about),
        Family::Handover => readme_handover::copies(&mut page, &about),
    }
    section(&mut page, "OÙ L'ENVOYER");
    match family {
        Family::Amicable => readme_amicable::sending(&mut page, &about),
        Family::Court => readme_court::sending(&mut page, &about),
        Family::Handover => readme_handover::sending(&mut page, &about),
    }
    section(&mut page, "AVANT QUELLE DATE");
    deadlines(&mut page, &dossier.claim, &report);
    section(&mut page, "CE QUE CELA COÛTE");
    costs(&mut page, &about, &report);
    section(&mut page, "ENSUITE");
    match family {
        Family::Amicable => readme_amicable::afterwards(&mut page, &about),
        Family::Court => readme_court::afterwards(&mut page, &about),
        Family::Handover => readme_handover::afterwards(&mut page, &about),
    }
    section(&mut page, "À CONSERVER");
    keep(&mut page, &about);
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
    let claim = &dossier.claim;
    let debtors: Vec<String> = claim.debtors.iter().map(|d| d.display_name()).collect();
    let asked = asked_totals(claim, &dossier.statement);
    page.line(&"=".repeat(WIDTH));
    page.wrap("", "", &bundle.title().to_uppercase());
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
    if entries.iter().any(|e| e.path == MERGED_PATH) {
        page.note("Les pièces réunies sont les mêmes que celles remises une à une : ne déposer que l'un ou l'autre.");
    }
    page.bullet("manifest.json : liste des fichiers et de leurs empreintes");
}

/// Who signs what is to be signed.
fn signing(page: &mut Page, bundle: Bundle, claim: &Claim, entries: &[Entry]) {
    let creditor = match &claim.creditor.legal_representative {
        Some(r) => format!("{}, {}", r.name, r.capacity),
        None => claim.creditor.display_name(),
    };
    // « Hélène Maurin, présidente, et Paul Henrion ».
    let and = if creditor.contains(',') { ", et" } else { " et" };
    let agent = claim.representative.as_ref().filter(|r| signs(bundle, r.kind));
    let signatory = agent.map_or_else(|| creditor.clone(), |r| r.name.clone());
    let debtors: Vec<String> = claim.debtors.iter().map(|d| d.display_name()).collect();
    let debtors = french::list(&debtors);
    page.check(
        "Relire chaque document : les faits, les montants et les dates sont ceux que vous avez fournis.",
    );
    for e in entries {
        let Some(document) = Document::ALL.iter().find(|d| d.name() == e.role) else { continue };
        let who = match document {
            Document::Pouvoir => {
                format!("{creditor}{and} {signatory}, avec les mentions manuscrites demandées")
            }
            Document::PlanDeReglement => format!("{creditor}{and} {debtors}"),
            Document::ReconnaissanceDeDette => {
                let each = if claim.debtors.len() > 1 { "chacun " } else { "" };
                format!(
                    "{debtors}, {each}après avoir recopié de sa main la phrase imprimée, en lettres et en chiffres"
                )
            }
            Document::Decompte => continue,
            _ => signatory.clone(),
        };
        page.check(&format!("Signer {}, à la main : {who}.", e.path));
    }
}

/// Whether a representative signs in the creditor's place.
fn signs(bundle: Bundle, kind: RepresentativeKind) -> bool {
    use RepresentativeKind as K;
    match bundle {
        // The creditor's own letters and undertakings.
        Bundle::Relance => kind == K::Employee,
        Bundle::Echeancier => false,
        Bundle::MiseEnDemeure => !matches!(kind, K::CommissaireDeJustice | K::Other),
        Bundle::InjonctionDePayer => true,
        Bundle::PetitesCreances
        | Bundle::CommissaireDeJusticeSignification
        | Bundle::CommissaireDeJusticeExecution => kind != K::CommissaireDeJustice,
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
    } else {
        page.check("Ouvrir delais.ics pour inscrire ces dates, avec leurs rappels, dans votre agenda.");
    }
    let mut notes: Vec<&str> = Vec::new();
    for d in running {
        let safe =
            d.safe_by.map(|s| format!(" Agir au plus tard le {}.", french::date(s))).unwrap_or_default();
        let soon = if d.status == Status::DueSoon { "PROCHE - " } else { "" };
        let day = french::date(d.expires_on);
        let when = if opens(d.code) { day } else { format!("dernier jour le {day}") };
        page.bullet(&format!(
            "{soon}{}{} : {when}.{safe}",
            deadline_name(d.code),
            subject(claim, &d.subject)
        ));
        // A certificate is a fact, told among what is to be joined; only what follows it is a doubt.
        let note = d.note.as_deref().and_then(|n| match n.strip_prefix("Certificat de non-opposition") {
            Some(rest) => rest.split_once(". ").map(|(_, doubt)| doubt),
            None => Some(n),
        });
        notes.extend(note.filter(|n| !notes.contains(n)));
    }
    for note in notes {
        let note = note.trim_start_matches("À confirmer\u{a0}: ");
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

/// The costs of the way, for the bundles that take it: a letter costs none of them.
fn costs(page: &mut Page, about: &About<'_>, report: &Report) {
    let family = family(about.bundle);
    if matches!(family, Family::Amicable) {
        return readme_amicable::costs(page, about);
    }
    if about.bundle == Bundle::MiseEnDemeure {
        return page.item(&format!(
            "Le prix des envois recommandés ; il reste à votre charge{}.",
            about.cite("cpce-l111-8")
        ));
    }
    for f in &report.fees {
        let law: Vec<&str> = f.law.iter().map(|l| &*l.text).collect();
        let source = if law.is_empty() { String::new() } else { format!(" ({})", law.join(" ; ")) };
        let doubt = if f.certain { "" } else { " - À VÉRIFIER" };
        page.bullet(&format!("{} : {}{source}{doubt}", f.label, french::amount(f.amount)));
    }
    match family {
        Family::Handover => readme_handover::costs(page, about),
        _ if report.fees.is_empty() => {
            page.note("À VÉRIFIER auprès du greffe : les frais éventuels à verser avec la requête.");
        }
        _ => {}
    }
}

fn keep(page: &mut Page, about: &About<'_>) {
    page.check("Ce fichier ZIP tel quel : « creance verify » en contrôle l'intégrité.");
    if about.entries.iter().any(|e| e.path.starts_with("pieces/")) {
        page.check("Chaque pièce telle que vous l'avez fournie : numérotée ici, elle ne porte plus sa signature électronique, dont seul le fichier d'origine fait la preuve.");
    }
    match about.bundle {
        Bundle::MiseEnDemeure => {
            page.check("La preuve de dépôt, l'avis de réception ou l'enveloppe retournée, non ouverte.");
        }
        Bundle::InjonctionDePayer => page.check("Les originaux des pièces : le juge peut les demander."),
        Bundle::Relance | Bundle::Echeancier | Bundle::PetitesCreances => readme_amicable::keep(page, about),
        Bundle::CommissaireDeJusticeSignification | Bundle::CommissaireDeJusticeExecution => {
            readme_handover::keep(page, about);
        }
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
        let remedy = f.remedy_in_words().map(|r| format!(" {r}")).unwrap_or_default();
        page.bullet(&format!("À VÉRIFIER - {} : {}{remedy}", f.title, f.message));
    }
}
