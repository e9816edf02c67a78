//! What `LISEZMOI.txt` says of a formal notice and of a request for an order for payment.

use crate::court::{Confidence, LawyerNeed};
use crate::documents::french;
use crate::domain::{Bundle, Document};
use crate::rules::registry;

use super::readme::{About, full_address, next_way};
use super::readme_page::Page;

pub(super) fn copies(page: &mut Page, about: &About<'_>) {
    let debtors = about.dossier.claim.debtors.len();
    if about.bundle == Bundle::MiseEnDemeure {
        page.check("Chaque lettre en trois exemplaires signés : l'envoi recommandé, la copie par lettre simple, vous.");
        page.check("Le décompte et les pièces accompagnent chaque lettre.");
        return;
    }
    let each = if debtors > 1 {
        format!("une copie pour chacun des {debtors} débiteurs")
    } else {
        "une copie pour le débiteur".to_owned()
    };
    let power = if about.has(Document::Pouvoir.name()) { ", pouvoir" } else { "" };
    page.check(&format!(
        "Requête, bordereau, décompte{power} et pièces : l'original pour le greffe, {each}, une copie pour vous."
    ));
    page.note("À VÉRIFIER : le nombre de copies demandé par ce greffe (les textes ne le fixent pas).");
}

pub(super) fn sending(page: &mut Page, about: &About<'_>) {
    let dossier = about.dossier;
    if about.bundle == Bundle::MiseEnDemeure {
        for (n, d) in dossier.claim.debtors.iter().enumerate() {
            let letter = about.path_of(Document::MiseEnDemeure.name(), n).unwrap_or_default();
            page.check(&format!(
                "Lettre recommandée avec demande d'avis de réception à {} : {letter}.",
                full_address(d)
            ));
        }
        page.check("Reporter le numéro de l'envoi recommandé sur la lettre et sur la copie gardée.");
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

pub(super) fn afterwards(page: &mut Page, about: &About<'_>) {
    let (dossier, law) = (about.dossier, about.law);
    if about.bundle == Bundle::MiseEnDemeure {
        let claim = &dossier.claim;
        let usual = || law.rules.get(registry::NOTICE_DEFAULT_DAYS, claim.as_of).ok();
        if let Some(days) = claim.relief.payment_deadline_days.or_else(usual) {
            let who = if claim.debtors.len() > 1 { "Chaque débiteur" } else { "Le débiteur" };
            page.item(&format!(
                "{who} a {} à compter de la réception pour payer.",
                french::count(days, "jour", "jours")
            ));
        }
        page.check("Noter la date de présentation et de réception portée sur l'avis : elle fait courir le délai et, le cas échéant, les intérêts.");
        page.item("La mise en demeure n'interrompt pas la prescription : voir les dates ci-dessus.");
        page.check(&format!(
            "Sans paiement au terme du délai : ajouter l'envoi et l'avis au dossier, puis {}.",
            next_way(dossier)
        ));
        return;
    }
    if let Ok(months) = law.rules.get(registry::IP_SIGNIFICATION_MONTHS, dossier.claim.as_of) {
        page.check(&format!(
            "Ordonnance obtenue : la faire signifier à chaque débiteur par un commissaire de justice dans les {months} mois de sa date, sans quoi elle est non avenue{}. Le délai est celui en vigueur au jour de l'ordonnance.",
            about.cite("cpc-1411")
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
