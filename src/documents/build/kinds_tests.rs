use serde_json::{Value, json};

use super::tests::{COMPANY, CRAFTSMAN, dossier_of, holds, model, models, words};
use super::{BuildError, Document};
use crate::domain::Bundle;
use crate::dossier::Dossier;

const ORDER: &str = "04_order_to_serve.json";
const TITLE: &str = "05_title_to_execute.json";

fn text(document: Document, d: &Dossier) -> String {
    words(&model(document, d))
}

fn as_is(_: &mut Value) {}

#[test]
fn reminders_grow_firmer_and_none_is_a_formal_notice() {
    let d = dossier_of(COMPANY, |json| json["notices"] = json!([]));
    let first = text(Document::Relance1, &d);
    holds(&first, &["Relance", "F-2026-041", "payable le", "IBAN", "ne tenez pas compte de ce courrier"]);
    let second = text(Document::Relance2, &d);
    holds(&second, &["Deuxième relance", "avant le 30 novembre 2026", "échéancier"]);
    let last = text(Document::Relance3, &d);
    holds(&last, &["Dernière relance", "une mise en demeure pourra suivre", "commissaire de justice"]);
    for letter in [&first, &second] {
        assert!(!letter.to_lowercase().contains("mise en demeure"), "{letter}");
    }
    // After a formal notice, none is announced.
    let after = text(Document::Relance3, &dossier_of(COMPANY, as_is));
    assert!(!after.contains("pourra suivre"), "{after}");
    holds(&after, &["garde tous ses effets"]);
}

#[test]
fn the_preventive_reminder_speaks_of_what_is_not_due_yet() {
    let late = dossier_of(COMPANY, as_is);
    assert_eq!(models(Document::RelancePreventive, &late).unwrap_err().code(), "document.unsuitable");
    let early = dossier_of(COMPANY, |json| {
        json["as_of"] = "2026-03-01".into();
        json["payments"] = json!([]);
        json["notices"] = json!([]);
    });
    let letter = text(Document::RelancePreventive, &early);
    holds(&letter, &["vient à échéance le 12 mars 2026", "6 300,00 €"]);
    assert!(!letter.contains("Pénalités") && !letter.contains("retard"), "{letter}");
}

#[test]
fn a_plan_adds_up_and_keeps_the_rights_of_the_debtor() {
    let plan = text(Document::PlanDeReglement, &dossier_of(CRAFTSMAN, as_is));
    holds(
        &plan,
        &[
            "Proposition de plan",
            "3 260,00 € est payée en 3 échéances",
            "renonce aux intérêts",
            "1343-5",
            "2 originaux",
        ],
    );
    let d = dossier_of(CRAFTSMAN, |json| {
        json["instalments"] = json!({
            "kind": "agreed",
            "instalments": {"count": 4, "first_due_on": "2027-01-31", "every": "month"},
        });
    });
    let even = text(Document::PlanDeReglement, &d);
    holds(&even, &["31/01/2027", "28/02/2027", "819,60", "819,62", "3 278,42"]);
    let none = dossier_of(CRAFTSMAN, |json| json["instalments"] = Value::Null);
    assert_eq!(models(Document::PlanDeReglement, &none).unwrap_err().pointer(), "/instalments");
}

#[test]
fn an_acknowledgment_leaves_the_sum_to_the_hand_of_the_debtor() {
    let d = dossier_of(CRAFTSMAN, as_is);
    let paper = text(Document::ReconnaissanceDeDette, &d);
    holds(
        &paper,
        &[
            "Je reconnais devoir à M. Bastien Lorieux",
            "trois-mille-deux-cent-soixante-dix-huit euros",
            "3 278,42 €",
        ],
    );
}

#[test]
fn a_settlement_needs_a_dispute_and_a_concession_of_each_side() {
    let missing = |d: &Dossier| match models(Document::ProtocoleTransactionnel, d) {
        Err(BuildError::Missing { pointer, .. }) => pointer,
        other => panic!("{other:?}"),
    };
    assert_eq!(missing(&dossier_of(CRAFTSMAN, as_is)), "/events");
    let dispute = |json: &mut Value| {
        json["events"] = json!([{"kind": "dispute", "on": "2026-09-20", "label": "infiltration au faîtage"}]);
    };
    let kept = dossier_of(CRAFTSMAN, |json| {
        dispute(json);
        json["instalments"]["waive"] = json!([]);
    });
    assert_eq!(missing(&kept), "/instalments/waive");
    let paper = text(Document::ProtocoleTransactionnel, &dossier_of(CRAFTSMAN, dispute));
    holds(
        &paper,
        &[
            "infiltration au faîtage",
            "renoncer aux intérêts",
            "renoncer à la contestation",
            "trois-mille-deux-cent-soixante euros",
        ],
    );
}

#[test]
fn a_receipt_is_for_the_last_payment_and_reserves_the_rest() {
    let d = dossier_of(CRAFTSMAN, as_is);
    let paper = text(Document::Quittance, &d);
    holds(
        &paper,
        &["Reçu d'un paiement partiel", "le 11 mai 2026", "mille euros", "sous réserve des intérêts"],
    );
    let paid = dossier_of(CRAFTSMAN, |json| {
        json["payments"] = json!([{"received_on": "2026-04-20", "amount": "4260.00", "label": "Virement"}]);
    });
    let paper = text(Document::Quittance, &paid);
    holds(&paper, &["Quittance", "par virement", "solde de tout compte au titre de la facture n° 2026-031"]);
    let unpaid = dossier_of(CRAFTSMAN, |json| json["payments"] = json!([]));
    assert_eq!(models(Document::Quittance, &unpaid).unwrap_err().pointer(), "/payments");
}

#[test]
fn a_draft_order_is_left_to_the_judge() {
    let paper = text(Document::ProjetOrdonnance, &dossier_of(COMPANY, as_is));
    holds(
        &paper,
        &[
            "Projet proposé par le requérant",
            "Enjoignons",
            "Montant retenu",
            "Tribunal de commerce de Cusset",
        ],
    );
    assert!(!paper.to_lowercase().contains("formule exécutoire"));
}

#[test]
fn a_small_claim_keeps_principal_and_interest_apart() {
    let paper = text(Document::PetitesCreances, &dossier_of(CRAFTSMAN, as_is));
    holds(
        &paper,
        &[
            "Total en principal et intérêts",
            "charge exclusive",
            "durée la plus longue : 3 mois",
            "1 000,00 €",
            "IBAN",
        ],
    );
    let none =
        text(Document::PetitesCreances, &dossier_of(CRAFTSMAN, |json| json["instalments"] = Value::Null));
    holds(&none, &["Aucune remise ni aucun délai"]);
}

#[test]
fn an_order_is_handed_over_with_its_last_day_and_both_debtors() {
    let d = dossier_of(ORDER, as_is);
    let paper = text(Document::SaisineSignification, &d);
    holds(
        &paper,
        &[
            "n° 2026IP00187",
            "mardi 15 décembre 2026",
            "non avenue",
            "Boulangerie Saint-Loup",
            "Fournil Centre Indre",
            "30,23 €",
        ],
    );
    assert!(!paper.contains("1413"), "the mentions of the act are the officer's");
    // Once one is served, only the other is named.
    let one = dossier_of(ORDER, |json| {
        json["order"]["services"] = json!([{"debtor": 0, "on": "2026-10-01", "mode": "in_person"}]);
    });
    let paper = text(Document::SaisineSignification, &one);
    holds(&paper, &["signifier l'ordonnance", "à la société Fournil Centre Indre"]);
    assert!(!paper.contains("à la société Boulangerie Saint-Loup"), "{paper}");
    let execution = models(Document::SaisineExecution, &d).unwrap_err();
    assert_eq!(execution.code(), "document.unsuitable");
}

#[test]
fn a_title_is_handed_over_with_its_service_its_sums_and_what_is_known() {
    let d = dossier_of(TITLE, as_is);
    let paper = text(Document::SaisineExecution, &d);
    holds(
        &paper,
        &[
            "signifiée à M. Éric Tournemine le 10 juin 2026, à personne",
            "Aucune opposition n'a été portée à notre connaissance au 22 novembre 2026",
            "Véhicule utilitaire",
            "le choix de la mesure vous appartient",
            "est majoré depuis le 12 septembre 2026",
            "Dépens et frais",
        ],
    );
    let statement = text(Document::Decompte, &d);
    holds(
        &statement,
        &["Principal fixé par le titre", "90,18 € fixés par le titre et 95,73 € courus depuis"],
    );
    assert!(!statement.contains("forfaitaire"), "{statement}");
}

#[test]
fn the_state_of_the_file_gives_no_advice() {
    for name in [COMPANY, CRAFTSMAN, ORDER, TITLE] {
        let paper = text(Document::EtatDuDossier, &dossier_of(name, as_is));
        holds(
            &paper,
            &["État du dossier", "Chronologie", "Délais", "sans ordre de préférence", "consulter un avocat"],
        );
        for word in ["nous vous conseillons", "recommand\u{e9} de", "probabilité", "chances"] {
            assert!(!paper.contains(word), "{name}: {word}");
        }
    }
}

/// An order exists: nobody is told that a court will be asked for one, nor, once it is opposed, that it is a title.
#[test]
fn letters_after_an_order_say_what_it_still_lacks() {
    let opposing = |on: &'static str| {
        move |json: &mut Value| {
            json["order"]["services"] = json!([
                {"debtor": 0, "on": "2026-10-05", "mode": "in_person", "opposed_on": on},
                {"debtor": 1, "on": "2026-10-05", "mode": "in_person", "opposed_on": on},
            ]);
        }
    };
    let named = "l'ordonnance portant injonction de payer";
    let letters = |document, change: &dyn Fn(&mut Value), name| {
        let all = models(document, &dossier_of(name, |json| change(json))).unwrap();
        all.iter().map(words).collect::<Vec<_>>()
    };
    let to_serve = letters(Document::MiseEnDemeure, &as_is, ORDER);
    holds(&to_serve[0], &["dues en vertu de", named, "nous ferons signifier cette ordonnance"]);
    let opposed = letters(Document::MiseEnDemeure, &opposing("2026-10-20"), ORDER);
    // The sums are those of the claim again, without the costs of the order.
    holds(
        &opposed[1],
        &["créance d'origine", named, "frappée d'opposition", "opposition se poursuivra", "MVA-881"],
    );
    assert!(!opposed[1].contains("30,23") && !opposed[1].contains("que fixe"), "{}", opposed[1]);
    let late = letters(Document::MiseEnDemeure, &opposing("2026-11-06"), ORDER);
    holds(&late[0], &["que fixe", "frappée d'opposition", "30,23"]);
    let lapsed = letters(Document::MiseEnDemeure, &|json| json["as_of"] = "2026-12-16".into(), ORDER);
    holds(&lapsed[0], &["nous saisirons la juridiction compétente", "MVA-881"]);
    assert!(!lapsed[0].contains("ordonnance") && !lapsed[0].contains("30,23"), "{}", lapsed[0]);
    let title = letters(Document::MiseEnDemeure, &as_is, TITLE);
    holds(
        &title[0],
        &[
            "nous confierons cette ordonnance à un commissaire de justice",
            "Par la présente, qui ne la remplace pas, nous vous mettons en demeure",
        ],
    );
    // The order still binds the other: no letter can say both.
    let mixed = dossier_of(ORDER, |json| {
        json["order"]["services"] = json!([
            {"debtor": 0, "on": "2026-10-05", "mode": "in_person"},
            {"debtor": 1, "on": "2026-10-05", "mode": "in_person", "opposed_on": "2026-10-20"},
        ]);
    });
    assert!(!mixed.is_open(Bundle::MiseEnDemeure) && !mixed.is_open(Bundle::Relance));
    assert_eq!(models(Document::Relance3, &mixed).unwrap_err().code(), "document.unsuitable");
    for letter in to_serve.iter().chain(&opposed).chain(&title) {
        assert!(!letter.contains("saisirons") && !letter.contains("saisie"), "{letter}");
    }
    let reminder = letters(Document::Relance3, &as_is, TITLE);
    holds(&reminder[0], &["l'ordonnance obtenue pourra être confiée à un commissaire de justice"]);
    assert!(!reminder[0].contains("juridiction compétente"), "{}", reminder[0]);
}

#[test]
fn a_title_goes_with_the_certificate_that_is_spoken_of() {
    let letter = text(Document::SaisineExecution, &dossier_of(TITLE, as_is));
    holds(&letter, &["certificat de non-opposition du 28 juillet 2026", "Sommes fixées par l'ordonnance"]);
}

/// What was paid to interest reduces no principal: the summary says it, and adds up.
#[test]
fn the_summary_of_a_statement_adds_up() {
    let statement = text(Document::Decompte, &dossier_of(COMPANY, as_is));
    holds(&statement, &["Part des paiements imputée aux intérêts", "171,96"]);
    // 10 233,60 − 1 500,00 + 171,96
    holds(&statement, &["8 905,56"]);
}

#[test]
fn a_rate_that_the_contract_fixes_follows_no_half_year() {
    let stipulated = dossier_of(COMPANY, |json| json["contract"]["late_rate"] = "15".into());
    assert!(!text(Document::Decompte, &stipulated).contains("semestre civil"));
    holds(&text(Document::Decompte, &dossier_of(COMPANY, as_is)), &["semestre civil"]);
}

/// Who collects for others names the creditor and says where it is (CPCE, art. R. 124-4, 2°), no more.
#[test]
fn an_agent_does_not_tell_where_the_creditor_was_born() {
    let d = dossier_of(CRAFTSMAN, |json| {
        json["representative"] = json!({
            "kind": "collection_agent", "name": "Recouvrement du Puy", "mandate_date": "2026-08-01",
            "insurance": "Mutuelle du Puy, contrat 12",
            "address": {"lines": ["5 rue Haute"], "postal_code": "43000", "city": "Le Puy-en-Velay"},
        });
    });
    let letter = text(Document::MiseEnDemeure, &d);
    holds(&letter, &["Bastien Lorieux", "11 rue des Tanneries"]);
    assert!(!letter.contains("9 juillet 1984") && !letter.contains("nationalité"), "{letter}");
}

#[test]
fn parties_to_a_contract_are_listed_once() {
    let d = dossier_of(CRAFTSMAN, |json| {
        let mut second = json["debtors"][0].clone();
        second["first_names"] = "Aurélien".into();
        second["civility"] = "M.".into();
        json["debtors"].as_array_mut().unwrap().push(second);
        json["joint_and_several"] = true.into();
    });
    holds(
        &text(Document::RequeteInjonctionDePayer, &d),
        &["M. Bastien Lorieux, Mme Odile Marchais et M. Aurélien Marchais ont conclu"],
    );
}

/// The parties agree in gender and number, in the sentences of law too.
#[test]
fn documents_agree_with_their_parties() {
    let two = |json: &mut Value| {
        let mut other = json["debtors"][0].clone();
        other["first_names"] = "Aude".into();
        json["debtors"].as_array_mut().unwrap().push(other);
        json["joint_and_several"] = true.into();
        json["events"] = json!([{ "kind": "acknowledgment", "on": "2026-09-20" }]);
    };
    let (one, several) = (dossier_of(CRAFTSMAN, as_is), dossier_of(CRAFTSMAN, two));
    for (document, alone, together) in [
        (
            Document::RequeteInjonctionDePayer,
            ["la débitrice lui doit", "à la charge de la débitrice"],
            ["les débitrices lui doivent", "à la charge des débitrices"],
        ),
        (
            Document::PlanDeReglement,
            ["La débitrice peut payer par anticipation", "La débitrice,"],
            ["Les débitrices reconnaissent devoir", "Les débitrices peuvent payer"],
        ),
        (Document::Decompte, ["Débitrice :", "Créancier :"], ["Débitrices :", "Créancier :"]),
    ] {
        holds(&text(document, &one), &alone);
        holds(&text(document, &several), &together);
    }
    let story = text(Document::RequeteInjonctionDePayer, &several);
    holds(&story, &["la dette a été reconnue"]);
}

/// A letter names the article of a rate; the order that published it stands in the statement, its journal nowhere.
#[test]
fn rates_are_cited_as_briefly_as_their_reader_needs() {
    let d = dossier_of(CRAFTSMAN, as_is);
    let letter = text(Document::MiseEnDemeure, &d);
    holds(&letter, &["taux légal, CMF, art. L. 313-2)"]);
    let statement = text(Document::Decompte, &d);
    holds(&statement, &["taux légal, CMF, art. L. 313-2 ; arrêté du 26 juin 2026"]);
    for said in [letter, statement] {
        assert!(!said.contains("JO"), "{said}");
    }
}
