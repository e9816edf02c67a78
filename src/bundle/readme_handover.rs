//! What `LISEZMOI.txt` says when an order is handed over to a commissaire de justice, to be served or executed.

use crate::claim::wire::RepresentativeKind;
use crate::documents::build;
use crate::documents::french;
use crate::domain::Bundle;
use crate::rules::Severity;

use super::readme::{About, full_address};
use super::readme_page::Page;

pub(super) fn copies(page: &mut Page, about: &About<'_>) {
    page.check("Joindre l'ORIGINAL remis par le greffe, revêtu de la formule exécutoire : une copie numérisée ne suffit pas.");
    if about.bundle == Bundle::CommissaireDeJusticeExecution {
        page.check("Joindre l'original de l'acte de signification.");
        let certificate = about.dossier.claim.order.as_ref().and_then(|o| o.certificate_of_no_opposition_on);
        if certificate.is_some() {
            page.check("Joindre le certificat de non-opposition.");
        }
    } else {
        page.check("Bordereau et pièces : un fichier PDF par pièce, sous les numéros du bordereau déposé avec la requête.");
        page.note("À VÉRIFIER : le bordereau de ce dossier est établi à ce jour ; s'il diffère de celui déposé avec la requête, remettre ce dernier.");
        let claim = &about.dossier.claim;
        let later =
            |e: &&crate::claim::Exhibit| !build::filed_with_the_request(claim, &about.dossier.timeline, e);
        for e in claim.exhibits.iter().filter(later) {
            page.note(&format!(
                "Pièce n° {} ({}) : elle n'est pas antérieure à l'ordonnance ; elle n'est donc ni au bordereau ni dans ce dossier.",
                e.number(),
                e.label
            ));
        }
        let waiting = build::to_serve(&about.dossier.timeline.service).count();
        if waiting > 1 {
            page.item(&format!("{waiting} débiteurs : un acte pour chacun, dans le même délai."));
        }
    }
    page.check("La demande et le décompte : un exemplaire signé pour l'étude, un pour vous.");
    // What the office would telephone for.
    let asked = about.dossier.findings.iter().filter(|f| f.code == "party.identity_incomplete");
    for f in asked.filter(|f| f.severity == Severity::Info) {
        page.check(&format!("Compléter si vous le pouvez : {}", f.message));
    }
}

pub(super) fn sending(page: &mut Page, about: &About<'_>) {
    let claim = &about.dossier.claim;
    let named = claim.representative.as_ref().filter(|r| r.kind == RepresentativeKind::CommissaireDeJustice);
    match named {
        Some(r) => {
            let a = &r.address;
            page.check(&format!("À {}, {}, {} {}.", r.name, a.lines.join(", "), a.postal_code, a.city));
            page.note("À VÉRIFIER : que son étude est dans le ressort de la cour d'appel du débiteur.");
        }
        None => page.check(&format!(
            "À un commissaire de justice dont l'étude est dans le ressort de la cour d'appel du débiteur{} ; annuaire : commissaire-justice.fr.",
            about.cite("cpce-l122-1")
        )),
    }
    for d in &claim.debtors {
        page.bullet(&format!("Débiteur : {}.", full_address(d)));
    }
}

pub(super) fn costs(page: &mut Page, about: &About<'_>) {
    page.check("Verser la provision que l'étude demandera.");
    let what = if about.bundle == Bundle::CommissaireDeJusticeExecution {
        "Les frais de l'exécution forcée sont à la charge du débiteur, sauf ceux que la loi laisse au créancier ou qui n'étaient pas nécessaires"
    } else {
        "Le coût de la signification entre dans les dépens"
    };
    let law = if about.bundle == Bundle::CommissaireDeJusticeExecution { "cpce-l111-8" } else { "cpc-695" };
    page.item(&format!("{what}{}.", about.cite(law)));
}

pub(super) fn afterwards(page: &mut Page, about: &About<'_>) {
    if about.bundle == Bundle::CommissaireDeJusticeExecution {
        page.item(&format!(
            "La remise du titre vaut pouvoir d'exécuter, sauf quand un pouvoir spécial est exigé{}.",
            about.cite("cpce-r141-1")
        ));
        page.check("Signaler à l'étude, sans attendre, tout paiement reçu directement et toute opposition portée à votre connaissance.");
        page.check("Vérifier au BODACC, le jour de la remise, qu'aucune procédure collective n'est ouverte contre le débiteur.");
        return;
    }
    let last =
        build::to_serve(&about.dossier.timeline.service).filter_map(|s| s.service).min_by_key(|d| d.expiry);
    if let Some(d) = last {
        page.check(&format!(
            "Obtenir l'acte de signification au plus tard le {} : passé ce jour, l'ordonnance est non avenue{}.",
            french::date(d.expiry),
            about.cite("cpc-1411")
        ));
    }
    page.check("Noter la date et le mode de signification (« order », « services ») : le délai d'opposition et le jour de l'exécution en dépendent.");
    page.check("Sans opposition dans le délai : demander le dossier d'exécution.");
    page.item("Les mentions que l'acte doit porter sont celles du commissaire de justice : ce dossier ne rédige pas l'acte.");
}

pub(super) fn keep(page: &mut Page, about: &About<'_>) {
    page.check("Une copie numérisée de l'original remis, et la preuve de sa remise à l'étude.");
    if about.bundle == Bundle::CommissaireDeJusticeSignification {
        page.check("Les originaux des pièces : le juge peut les demander en cas d'opposition.");
    }
}
