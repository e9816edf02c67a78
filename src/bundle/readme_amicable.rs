//! What `LISEZMOI.txt` says of a reminder, of a payment plan and of the simplified procedure for small claims.

use crate::claim::wire::PlanKind;
use crate::documents::build::relance;
use crate::documents::french;
use crate::documents::relance::Step;
use crate::domain::Bundle;
use crate::rules::registry;
use crate::statement::instalments;

use super::readme::{About, full_address, next_way};
use super::readme_page::Page;

pub(super) fn copies(page: &mut Page, about: &About<'_>) {
    let claim = &about.dossier.claim;
    match about.bundle {
        Bundle::Echeancier => {
            let n = claim.debtors.len() + 1;
            page.check(&format!(
                "Le plan en {n} originaux, un par partie{} ; chaque page paraphée.",
                about.cite("cciv-1375")
            ));
            if about.has("reconnaissance_de_dette") {
                page.check("La reconnaissance de dette en un original, conservé par le créancier.");
            }
        }
        Bundle::PetitesCreances => {
            page.check("La demande, le décompte et les pièces : un exemplaire pour le commissaire de justice, un pour vous.");
        }
        _ => page.check("Chaque lettre en deux exemplaires : un pour l'envoi, un pour vous."),
    }
}

pub(super) fn sending(page: &mut Page, about: &About<'_>) {
    let claim = &about.dossier.claim;
    match about.bundle {
        Bundle::Echeancier => {
            for d in &claim.debtors {
                page.check(&format!("Remettre ou adresser le plan à {}.", full_address(d)));
            }
        }
        Bundle::PetitesCreances => {
            page.check(&format!(
                "À un commissaire de justice dont l'étude est dans le ressort de la cour d'appel du domicile ou de la résidence du débiteur{} : {}.",
                about.cite("cpce-r125-1"),
                french::list(&claim.debtors.iter().map(|d| d.address.city.clone()).collect::<Vec<_>>())
            ));
            page.item("La demande peut aussi être faite en ligne : www.credicys.fr.");
            if claim.debtors.len() > 1 {
                page.check("Une demande par débiteur : chacun reçoit sa propre invitation.");
            }
        }
        _ => send_reminder(page, about),
    }
}

/// Each form of the reminder, debtor by debtor.
fn send_reminder(page: &mut Page, about: &About<'_>) {
    let claim = &about.dossier.claim;
    let rules = &about.law.rules;
    let letter = relance::document(relance::next_step(claim, &about.dossier.statement)).name();
    for (n, d) in claim.debtors.iter().enumerate() {
        let file = |role| about.path_of(role, n);
        page.check(&format!(
            "Par lettre simple à {} : {}.",
            full_address(d),
            file(letter).unwrap_or_default()
        ));
        if let (Some(path), Some(email)) = (file("email"), &d.email) {
            page.check(&format!("Par courriel à {email} : ouvrir {path}, le relire, l'envoyer."));
        }
        let phone = d.phone.as_deref().map(french::phone).unwrap_or_default();
        if let Some(path) = file("sms") {
            page.check(&format!("Au besoin, par SMS au {phone} : recopier {path}, sans rien y ajouter."));
        }
        if let Some(path) = file("telephone_script") {
            let hours = rules.text(registry::REMINDER_CALL_HOURS, claim.as_of).unwrap_or_default();
            let most = rules.get(registry::REMINDER_CALL_ATTEMPTS, claim.as_of).unwrap_or_default();
            page.check(&format!(
                "Au besoin, par téléphone au {phone}, {hours}, {most} appels par semaine au plus : suivre {path}."
            ));
        }
        for absent in about.unsent.iter().filter(|u| u.debtor == n) {
            page.note(&format!("Non fourni : {} ({}).", absent.what, absent.why));
        }
    }
    page.item("Un envoi recommandé est inutile à ce stade.");
    page.item("Ne rien laisser voir de la dette sur l'enveloppe, dans un SMS ou sur un répondeur ; ne pas en parler à un tiers.");
}

pub(super) fn costs(page: &mut Page, about: &About<'_>) {
    match about.bundle {
        Bundle::PetitesCreances => {
            page.item(&format!(
                "Les frais de toute nature de cette procédure restent à la charge exclusive du créancier{}.",
                about.cite("cpce-l125-1")
            ));
            page.note("À VÉRIFIER auprès de l'étude : leur montant.");
        }
        _ => page.item(&format!(
            "Les frais d'envoi et de recouvrement amiable restent à la charge du créancier{}.",
            about.cite("cpce-l111-8")
        )),
    }
}

pub(super) fn afterwards(page: &mut Page, about: &About<'_>) {
    match about.bundle {
        Bundle::Echeancier => plan(page, about),
        Bundle::PetitesCreances => small_claim(page, about),
        _ => reminder(page, about),
    }
}

fn reminder(page: &mut Page, about: &About<'_>) {
    let (claim, statement) = (&about.dossier.claim, &about.dossier.statement);
    let step = relance::next_step(claim, statement);
    let sent = relance::reminders_sent(claim);
    if let Some(day) = relance::formal_notice_sent(claim) {
        page.item(&format!(
            "Une mise en demeure a été adressée le {} : cette relance est facultative et n'en reporte pas les effets.",
            french::date(day)
        ));
        page.check(&format!(
            "Étape suivante, au terme du délai de la mise en demeure : {}.",
            next_way(about.dossier)
        ));
        return;
    }
    if sent > 2 {
        page.item(&format!(
            "{sent} relances ont déjà été adressées : l'usage n'en connaît pas d'autre. L'étape suivante est la mise en demeure."
        ));
    }
    if let Ok(Some(day)) = relance::usual_day(step, claim, statement, &about.law.rules) {
        let since = if day <= claim.as_of { "depuis le" } else { "à partir du" };
        page.item(&format!(
            "Cette relance s'envoie d'usage {since} {} : aucun texte n'en fixe le jour.",
            french::date(day)
        ));
    }
    let days = about.law.rules.get(registry::REMINDER_REPLY_DAYS, claim.as_of).ok();
    let by = days.and_then(|d| claim.as_of.checked_add_days(chrono::Days::new(u64::from(d))));
    if let (Step::Second | Step::Last, Some(day)) = (step, by) {
        page.item(&format!("La lettre demande le paiement avant le {}.", french::date(day)));
    }
    let next = match step {
        Step::Preventive => {
            "À l'échéance, sans paiement : demander à nouveau ce dossier, qui contiendra la première relance."
        }
        Step::First | Step::Second => {
            "Sans réponse : ajouter cet envoi au dossier (« notices »), puis demander à nouveau ce dossier, qui contiendra la relance suivante."
        }
        Step::Last => {
            "Sans paiement ni réponse : ajouter cet envoi au dossier (« notices »), puis demander le dossier de mise en demeure."
        }
    };
    page.check(next);
    if step != Step::Preventive {
        page.item("Une relance ne met pas en demeure et n'interrompt pas la prescription : voir les dates ci-dessus.");
    }
    page.check("Si le débiteur conteste : s'arrêter, noter le motif, l'ajouter au dossier (« events », « dispute »).");
}

fn plan(page: &mut Page, about: &About<'_>) {
    let d = about.dossier;
    let view = instalments::view(&d.claim, &d.statement, &about.law.rules).ok().flatten();
    let days: Vec<_> = view.iter().flat_map(|v| &v.rows).map(|r| r.due_on).collect();
    if let (Some(first), Some(last)) = (days.iter().min(), days.iter().max()) {
        page.item(&format!(
            "Première échéance le {}, dernière le {} : surveiller chaque paiement à sa date.",
            french::date(*first),
            french::date(*last)
        ));
    }
    let agreed = about.dossier.claim.plan.as_ref().is_some_and(|p| p.kind == PlanKind::Agreed);
    if !agreed {
        page.check(
            "Plan accepté : le faire signer par chaque débiteur, puis indiquer l'accord dans le dossier (« instalments », « kind » : « agreed »).",
        );
    }
    page.check("À chaque paiement : l'ajouter au dossier et remettre un reçu (document « quittance »).");
    page.item(&format!(
        "Ce plan n'est pas un titre exécutoire{}. Pour le rendre exécutoire : acte notarié, homologation par le juge, ou acte contresigné par avocats.",
        about.cite("cpce-l111-3")
    ));
    if about.has("reconnaissance_de_dette") {
        page.item(&format!(
            "La reconnaissance par le débiteur interrompt la prescription{} : ajouter l'événement au dossier dès qu'elle est signée.",
            about.cite("cciv-2240")
        ));
    }
    page.item(&format!(
        "Le débiteur garde le droit de demander des délais au juge{}.",
        about.cite("cciv-1343-5")
    ));
}

fn small_claim(page: &mut Page, about: &About<'_>) {
    let claim = &about.dossier.claim;
    page.item("Le commissaire de justice adresse lui-même l'invitation au débiteur : n'en rédigez pas.");
    if let Ok(months) = about.law.rules.get(registry::PSRPC_REPLY_MONTHS, claim.as_of) {
        page.item(&format!(
            "Le débiteur a {months} mois à compter de cet envoi pour accepter ; son silence vaut refus{}.",
            about.cite("cpce-r125-2")
        ));
    }
    page.check(&format!(
        "Ne recevoir aucun paiement du débiteur entre l'envoi de l'invitation et le constat de son issue{}.",
        about.cite("cpce-r125-7")
    ));
    page.item(&format!(
        "Accord : le commissaire de justice délivre un titre exécutoire, mais ne peut en assurer lui-même l'exécution forcée{}.",
        about.cite("cpce-r125-8")
    ));
    page.check("Refus ou silence : demander le dossier d'injonction de payer.");
}

pub(super) fn keep(page: &mut Page, about: &About<'_>) {
    match about.bundle {
        Bundle::Echeancier => page.check("Un original signé du plan, et la preuve de chaque paiement."),
        Bundle::PetitesCreances => {
            page.check("Les originaux des pièces, et l'écrit par lequel le commissaire de justice constate l'issue.");
        }
        _ => page.check("La copie de la lettre telle qu'envoyée, et toute réponse du débiteur : une demande écrite de délai peut valoir reconnaissance de la dette."),
    }
}
