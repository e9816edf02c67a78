//! The sentences of the messages: each sample of each step through its templates.

use serde_json::{Value, json};

use crate::documents::build::relance::document;
use crate::documents::confirmation;
use crate::documents::message::{self, Message};
use crate::documents::relance::Step;
use crate::render::{Messages, TemplateFiles};

fn messages() -> Messages {
    Messages::new(&TemplateFiles::embedded()).unwrap_or_else(|e| panic!("{e}"))
}

/// Step, sample, part, text.
fn all() -> Vec<(Step, &'static str, &'static str, String)> {
    let messages = messages();
    let mut out = Vec::new();
    for step in Step::ALL {
        for (name, mut m) in message::samples(step) {
            // A rate may be said to run from a notice that was sent: a fact of the file, not a sentence of ours.
            if let Some(due) = &mut m.due {
                due.notes.retain(|n| !n.contains("mise en demeure"));
            }
            for part in ["subject.txt", "text.txt", "html.html"] {
                let text = messages.fill(&format!("{}/{part}", document(step).name()), &m);
                out.push((step, name, part, text.unwrap_or_else(|e| panic!("{step:?} {name} {part}: {e}"))));
            }
            out.push((step, name, "phone.txt", messages.fill("phone.txt", &script(&m)).unwrap()));
        }
    }
    for (name, c) in confirmation::samples() {
        for part in ["subject.txt", "text.txt", "html.html"] {
            let text = messages.fill(&format!("confirmation/{part}"), &c);
            out.push((
                Step::First,
                confirmed(name),
                part,
                text.unwrap_or_else(|e| panic!("{name} {part}: {e}")),
            ));
        }
    }
    out
}

/// A confirmation is judged as a first reminder is: its sample has another name.
fn confirmed(name: &str) -> &'static str {
    match name {
        "plain" => "confirmation of a promise",
        "consumer" => "confirmation to a consumer",
        _ => "confirmation of everything",
    }
}

/// D05b: facts only.
#[test]
fn a_confirmation_asks_and_announces_nothing() {
    for (_, name, part, text) in all().into_iter().filter(|m| m.1.starts_with("confirmation")) {
        for word in
            ["Pour régler", "IBAN", "Pièces jointes", "nous vous demandons", "à défaut", "sans réponse"]
        {
            assert!(!text.to_lowercase().contains(&word.to_lowercase()), "{name} {part}: {word}\n{text}");
        }
    }
}

fn script(m: &Message) -> Value {
    let mut value = serde_json::to_value(m).unwrap();
    let more =
        json!({ "phone": null, "callback": "04 12", "hours": "du lundi au vendredi", "attempts": "3" });
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

/// What a page shows: without its tags, entities read, spaces single.
fn shown(html: &str) -> String {
    let body = html.split("<body").nth(1).unwrap();
    let mut out = String::new();
    let mut tag = true;
    for c in body.chars() {
        match c {
            '<' => tag = true,
            '>' => {
                tag = false;
                out.push(' ');
            }
            c if !tag => out.push(c),
            _ => {}
        }
    }
    for (entity, c) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#x27;", "'"), ("&amp;", "&")] {
        out = out.replace(entity, c);
    }
    out.split(' ').filter(|w| !w.trim().is_empty()).collect::<Vec<_>>().join(" ")
}

/// Documents sheets A.3 and D01 to D04.
#[test]
fn no_message_holds_a_forbidden_word() {
    let never = [
        "sommation",
        "commandement",
        "signification",
        "huissier",
        "saisie",
        "saisir",
        "police",
        "banque de france",
        "interrompt",
        "prescription",
        "prescrit",
        "résistance abusive",
        "article 700",
        "art. 700",
        "frais de dossier",
        "république",
        "marianne",
        "tribunal",
        "titre exécutoire",
        "poursuites",
        "plainte",
        "fichage",
        "frais de relance",
    ];
    for (step, name, part, text) in all() {
        let text = text.to_lowercase();
        let mut forbidden = never.to_vec();
        if step != Step::Last {
            forbidden.extend(["mise en demeure", "commissaire de justice", "avocat", "juridiction"]);
        }
        if matches!(step, Step::Preventive | Step::First) {
            forbidden.extend(["pénalité", "intérêt", "indemnité", "recommandée"]);
        }
        if step == Step::Preventive {
            forbidden.extend(["retard", "impayé", "solde"]);
        }
        for word in forbidden {
            // The script is the same for each step, and names what remains due.
            if part == "phone.txt" && word == "solde" {
                continue;
            }
            assert!(!text.contains(word), "{step:?} {name} {part}: {word}");
        }
    }
}

#[test]
fn the_tone_rises_and_only_the_last_one_says_what_may_follow() {
    let find = |step: Step, part: &str| {
        all().into_iter().find(|(s, n, p, _)| *s == step && *n == "consumer" && *p == part).unwrap().3
    };
    assert!(find(Step::Preventive, "subject.txt").starts_with("Échéance"));
    assert!(
        find(Step::First, "subject.txt").starts_with("Relance –\u{a0}")
            || find(Step::First, "subject.txt").starts_with("Relance – ")
    );
    assert!(find(Step::First, "text.txt").contains("oubli"));
    assert!(find(Step::Second, "text.txt").contains("échéancier"));
    let last = find(Step::Last, "text.txt");
    assert!(last.contains("une dernière fois") && last.contains("pourra être confié"), "{last}");
    for step in [Step::First, Step::Second, Step::Last] {
        assert!(find(step, "text.txt").contains("ne tenez pas compte de ce message"), "{step:?}");
    }
}

#[test]
fn a_formal_notice_already_sent_is_not_announced_again() {
    let messages = messages();
    let (_, m) = message::samples(Step::Last).remove(0);
    let fill = |m: &Message| messages.fill("relance_3/text.txt", m).unwrap();
    let after = fill(&Message {
        follows: Some("Notre mise en demeure du 14 septembre 2026 garde tous ses effets.".into()),
        ..m.clone()
    });
    assert!(after.contains("Notre mise en demeure du 14 septembre 2026 garde"), "{after}");
    assert!(!after.contains("une mise en demeure pourra suivre"));
    let before =
        fill(&Message { follows: Some("Sans réponse, une mise en demeure pourra suivre.".into()), ..m });
    assert!(before.contains("une mise en demeure pourra suivre"), "{before}");
}

#[test]
fn every_sentence_is_typeset() {
    for (step, name, part, text) in all() {
        let text = if part == "html.html" { shown(&text) } else { text };
        for bad in [" :", " ;", " ?", " !", " €", " %", "« ", " »", "n° ", "l'", "d'", "  ", "{", "\n\n\n"]
        {
            assert!(!text.contains(bad), "{step:?} {name} {part}: {bad:?}\n{text}");
        }
    }
}

/// Whoever reads the HTML and whoever reads the text have read the same sentences.
#[test]
fn text_and_html_say_the_same() {
    let all = all();
    for (step, name, _, text) in all.iter().filter(|m| m.2 == "text.txt") {
        let html = all.iter().find(|m| m.0 == *step && m.1 == *name && m.2 == "html.html").unwrap();
        let html = shown(&html.3);
        for line in text.lines() {
            let line = line.trim_start_matches("– ").trim();
            // The sums of each line are a table on the page.
            if line.contains(" en principal, ") || line.contains(" en principal,") || line.contains("soit ") {
                continue;
            }
            assert!(html.contains(line), "{step:?} {name}: {line}\n{html}");
        }
    }
}

#[test]
fn user_text_is_never_markup() {
    let messages = messages();
    let evil = "<script>x</script> {{ 7*7 }} {% raw %} \" ' &";
    for step in Step::ALL {
        let (_, m) = message::samples(step).remove(0);
        let mut due = m.due.clone();
        if let Some(due) = &mut due {
            due.table.rows[0][1] = evil.to_owned();
        }
        let mut lines = m.lines.clone();
        lines[0].number = evil.to_owned();
        let m = Message {
            creditor: evil.to_owned(),
            reference: evil.to_owned(),
            greeting: evil.to_owned(),
            designation: evil.to_owned(),
            attachments: vec![evil.to_owned()],
            lines,
            due,
            ..m
        };
        let folder = document(step).name();
        let html = messages.fill(&format!("{folder}/html.html"), &m).unwrap();
        assert!(!html.contains("<script") && html.contains("&lt;script&gt;"), "{html}");
        assert!(!html.contains("49") || html.contains("{{ 7*7 }}"));
        assert!(html.contains("{{ 7*7 }} {% raw %} &quot;"), "{html}");
        for part in ["text.txt", "subject.txt"] {
            let text = messages.fill(&format!("{folder}/{part}"), &m).unwrap();
            assert!(text.contains(evil), "{text}");
        }
        let script = messages.fill("phone.txt", &script(&m)).unwrap();
        assert!(script.contains(evil));
    }
}

#[test]
fn the_script_has_the_sections_of_the_sheet_in_order() {
    let (_, m) = message::samples(Step::First).remove(0);
    let text = messages().fill("phone.txt", &script(&m)).unwrap();
    let sections = [
        "1. Identifier",
        "2. Se présenter",
        "3. Énoncer les faits",
        "4. Poser une question ouverte",
        "5. Qualifier la réponse",
        "6. Récapituler",
        "7. Confirmer par courriel",
        "Si un tiers répond",
    ];
    let at: Vec<usize> =
        sections.iter().map(|s| text.find(s).unwrap_or_else(|| panic!("{s}\n{text}"))).collect();
    assert!(at.is_sorted(), "{at:?}");
    for answer in ["payé", "promesse", "contestation", "difficulté", "mauvais interlocuteur", "refus"] {
        assert!(text.contains(&format!("– {answer}")), "{answer}");
    }
    // Nothing of the debt before the interlocutor is known.
    let first = &text[..at[1]];
    assert!(!first.contains("€") && !first.contains("facture"), "{first}");
}

/// GDPR, art. 13: a human being who is late reads what his data serve, and how to answer; a company does not.
#[test]
fn a_human_being_is_told_of_his_data_in_each_reminder() {
    for (step, name, part, text) in all() {
        if !matches!(part, "text.txt" | "html.html") {
            continue;
        }
        let human = name.contains("consumer");
        let told = text.contains("Données personnelles");
        assert_eq!(told, human && step != Step::Preventive, "{step:?} {name} {part}");
        assert!(!told || text.contains("en répondant à ce message"), "{step:?} {name} {part}");
        assert!(!text.contains("lettre"), "{step:?} {name} {part}");
    }
}
