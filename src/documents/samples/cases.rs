//! The invented files themselves.

use rust_decimal::Decimal;

use crate::documents::bordereau_de_pieces::ExhibitLine;
use crate::documents::french;
use crate::documents::mise_en_demeure::Sender;
use crate::documents::narrative::{ContractFact, NoticeFact};
use crate::documents::parties::{LegalKind, LegalPerson, NaturalPerson, Organ, Person, Registration};
use crate::documents::parts::{Pair, Signature};
use crate::documents::postal::Addressee;
use crate::documents::sums::{CreditNoteLine, InvoiceLine, PaymentLine, SegmentLine, Sums, Totals};
use crate::domain::{Day, Money, Rate};

/// An invented file.
#[derive(Debug)]
pub(in crate::documents) struct Case {
    pub(in crate::documents) creditor: Person,
    pub(in crate::documents) creditor_lines: Vec<String>,
    pub(in crate::documents) debtor: Person,
    pub(in crate::documents) window: Vec<String>,
    pub(in crate::documents) contract: Option<ContractFact>,
    pub(in crate::documents) notices: Vec<NoticeFact>,
    pub(in crate::documents) sums: Sums,
    pub(in crate::documents) exhibits: Vec<ExhibitLine>,
    pub(in crate::documents) signature: Signature,
    pub(in crate::documents) sender: Sender,
    pub(in crate::documents) place: &'static str,
    pub(in crate::documents) reference: &'static str,
    pub(in crate::documents) sending: String,
    pub(in crate::documents) payment: Vec<Pair>,
}

pub(super) fn day(year: i32, month: u32, day: u32) -> Day {
    Day::from_ymd_opt(year, month, day).unwrap_or_default()
}

fn cents(n: i64) -> Money {
    Money::from_cents(n)
}

#[allow(clippy::expect_used)]
pub(super) fn rate(hundredths: i64) -> Rate {
    Rate::new(Decimal::new(hundredths, 2)).expect("samples hold rates of two digits")
}

pub(super) fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|t| (*t).to_owned()).collect()
}

fn window(name: &str, street: &[&str], code: &str, city: &str) -> Vec<String> {
    let street = lines(street);
    Addressee { name, lines: &street, postal_code: code, city, country: None }.window().unwrap_or_default()
}

fn registered(siren: &str, city: &str) -> Registration {
    Registration { siren: Some(siren.into()), rcs_city: Some(city.into()), ..Registration::default() }
}

/// A joinery against a hotel: three invoices, a transfer, a formal notice.
pub(in crate::documents) fn company_case() -> Case {
    let as_of = day(2026, 11, 22);
    let creditor = Person::Legal(LegalPerson {
        kind: LegalKind::Company,
        name: "Menuiserie Aubépine".into(),
        form: Some("SAS".into()),
        capital: Some(cents(4_000_000)),
        seat: "24 avenue de la Libération, 63000\u{a0}Clermont-Ferrand".into(),
        registration: registered("100021013", "Clermont-Ferrand"),
        organ: Some(Organ { capacity: "présidente".into(), name: "Hélène Maurin".into() }),
    });
    let debtor = Person::Legal(LegalPerson {
        kind: LegalKind::Company,
        name: "Hôtel des Trois Fontaines".into(),
        form: Some("SARL".into()),
        capital: Some(cents(800_000)),
        seat: "6 rue du Casino, 03200\u{a0}Vichy".into(),
        registration: registered("100021021", "Cusset"),
        organ: Some(Organ { capacity: "gérant".into(), name: "Rémi Vauquelin".into() }),
    });
    let invoice = |number: &str, label: &str, issued, due, amount, credited, interest, exhibit| InvoiceLine {
        number: number.into(),
        label: label.into(),
        issued_on: issued,
        due_on: due,
        amount: cents(amount),
        credited: cents(credited),
        principal_due: cents(amount - credited),
        interest_due: cents(interest),
        indemnity_due: cents(4_000),
        total_due: cents(amount - credited + interest + 4_000),
        exhibit: Some(exhibit),
        prescribed: false,
    };
    let segment = |number: &str, from, to, days, base, percent, interest| SegmentLine {
        invoice: number.into(),
        from,
        to,
        days,
        base: cents(base),
        rate: rate(percent),
        source: "BCE + 10 points".into(),
        interest: cents(interest),
    };
    let (half, second) = (day(2026, 6, 30), day(2026, 7, 1));
    Case {
        creditor_lines: vec![
            french::fill("SAS au capital de {c}", &[("c", &french::amount(cents(4_000_000)))]),
            "24 avenue de la Libération".into(),
            "63000 Clermont-Ferrand".into(),
            "compta@aubepine.example".into(),
        ],
        window: window("SARL Hôtel des Trois Fontaines", &["6 rue du Casino"], "03200", "Vichy"),
        contract: Some(ContractFact {
            what: "un devis".into(),
            reference: Some("D-2025-118".into()),
            signed_on: Some(day(2025, 12, 18)),
            exhibits: vec![1],
        }),
        notices: vec![
            notice(false, "courriel", day(2026, 4, 20), None, &[]),
            notice(
                true,
                "lettre recommandée avec demande d'avis de réception",
                day(2026, 9, 14),
                Some((day(2026, 9, 16), day(2026, 9, 17))),
                &[4, 5],
            ),
        ],
        sums: Sums {
            as_of,
            professional: true,
            item: "Facture".into(),
            invoices: vec![
                invoice(
                    "F-2026-041",
                    "Fenêtres",
                    day(2026, 2, 10),
                    day(2026, 3, 12),
                    630_000,
                    132_804,
                    29_126,
                    2,
                ),
                invoice("F-2026-058", "Portes", day(2026, 3, 5), day(2026, 4, 4), 274_560, 0, 21_476, 2),
                invoice("F-2026-077", "Comptoir", day(2026, 5, 12), day(2026, 6, 11), 118_800, 0, 6_603, 2),
            ],
            credit_notes: Vec::new(),
            segments: vec![
                segment("F-2026-041", day(2026, 3, 13), day(2026, 6, 2), 82, 630_000, 1_215, 17_196),
                segment("F-2026-041", day(2026, 6, 3), half, 28, 497_196, 1_215, 4_634),
                segment("F-2026-041", second, as_of, 145, 497_196, 1_240, 24_492),
                segment("F-2026-058", day(2026, 4, 5), half, 87, 274_560, 1_215, 7_951),
                segment("F-2026-058", second, as_of, 145, 274_560, 1_240, 13_525),
                segment("F-2026-077", day(2026, 6, 12), half, 19, 118_800, 1_215, 751),
                segment("F-2026-077", second, as_of, 145, 118_800, 1_240, 5_852),
            ],
            payments: vec![PaymentLine {
                received_on: day(2026, 6, 2),
                amount: cents(150_000),
                label: "Virement sans référence".into(),
                invoices: vec!["F-2026-041".into()],
                to_interest: cents(17_196),
                to_principal: cents(132_804),
                to_indemnity: Money::ZERO,
            }],
            totals: Totals {
                invoiced: cents(1_023_360),
                payments: cents(150_000),
                principal_due: cents(890_556),
                interest_due: cents(57_205),
                indemnities_due: cents(12_000),
                total_due: cents(959_761),
                daily_interest: Decimal::new(30_255, 4),
                ..Totals::default()
            },
            rates: vec![
                format!("{} l\u{2019}an jusqu\u{2019}au 30\u{a0}juin\u{a0}2026", french::rate(rate(1_215))),
                format!("{} l\u{2019}an depuis le 1er\u{a0}juillet\u{a0}2026", french::rate(rate(1_240))),
            ],
            method: lines(&[
                "Le premier jour compté est le lendemain de l\u{2019}échéance\u{202f}; le jour du décompte est compté.",
                "Une année compte 365\u{a0}jours\u{202f}; chaque période est arrondie au centime, puis les périodes sont additionnées.",
                "Un paiement éteint d\u{2019}abord les intérêts de la facture échue la plus ancienne, puis son principal.",
            ]),
        },
        exhibits: vec![
            exhibit(1, "Devis D-2025-118 signé", day(2025, 12, 18), 1),
            exhibit(2, "Factures F-2026-041, F-2026-058 et F-2026-077", day(2026, 5, 12), 3),
            exhibit(3, "Procès-verbal de pose signé", day(2026, 5, 11), 1),
            exhibit(4, "Mise en demeure du 14 septembre 2026", day(2026, 9, 14), 1),
            exhibit(5, "Avis de réception du 17 septembre 2026", day(2026, 9, 17), 1),
        ],
        signature: sign("Hélène Maurin", "présidente"),
        sender: Sender::Creditor,
        place: "Clermont-Ferrand",
        reference: "2026-0412",
        sending: french::typeset("Lettre recommandée avec demande d'avis de réception n° 1A 000 000 0412 7"),
        payment: vec![
            Pair::new("Bénéficiaire", "SAS Menuiserie Aubépine"),
            Pair::new("IBAN", french::iban("FR1420041010050500013M02606")),
            Pair::new("Référence à rappeler", "2026-0412"),
        ],
        creditor,
        debtor,
    }
}

/// A roofer against a consumer: one invoice, an account, legal interest.
pub(in crate::documents) fn consumer_case() -> Case {
    let as_of = day(2026, 11, 22);
    let mut c = company_case();
    c.creditor = Person::Natural(NaturalPerson {
        civility: Some("M.".into()),
        first_names: "Bastien".into(),
        last_name: "Lorieux".into(),
        occupation: Some("artisan couvreur".into()),
        nationality: Some("française".into()),
        born_on: Some(day(1984, 7, 9)),
        born_in: Some("Tournus".into()),
        domicile: "11 rue des Tanneries, 71700\u{a0}Tournus".into(),
        business: Some((
            Some("Lorieux Couverture".into()),
            Registration { siren: Some("100021039".into()), ..Registration::default() },
        )),
    });
    c.creditor_lines = lines(&[
        "Lorieux Couverture \u{2013} entrepreneur individuel",
        "11 rue des Tanneries",
        "71700 Tournus",
    ]);
    c.debtor = Person::Natural(NaturalPerson {
        civility: Some("Mme".into()),
        first_names: "Odile".into(),
        last_name: "Marchais".into(),
        domicile: "3 quai Lamartine, 71000\u{a0}Mâcon".into(),
        ..NaturalPerson::default()
    });
    c.window = window(
        "Mme Odile MARCHAIS",
        &["Résidence des Quais, bâtiment B", "3 quai Lamartine"],
        "71000",
        "Mâcon",
    );
    c.contract = Some(ContractFact {
        what: "un devis".into(),
        reference: Some("2026-07".into()),
        signed_on: Some(day(2026, 2, 2)),
        exhibits: vec![1],
    });
    c.notices.truncate(1);
    c.sums = Sums {
        as_of,
        professional: false,
        item: "Facture".into(),
        invoices: vec![InvoiceLine {
            number: "2026-031".into(),
            label: "Réfection de la toiture du garage".into(),
            issued_on: day(2026, 3, 24),
            due_on: day(2026, 4, 23),
            amount: cents(426_000),
            credited: cents(100_000),
            principal_due: cents(326_000),
            interest_due: cents(1_842),
            indemnity_due: Money::ZERO,
            total_due: cents(327_842),
            exhibit: Some(2),
            prescribed: false,
        }],
        credit_notes: Vec::new(),
        segments: vec![SegmentLine {
            invoice: "2026-031".into(),
            from: day(2026, 9, 9),
            to: as_of,
            days: 75,
            base: cents(326_000),
            rate: rate(275),
            source: "taux légal, autres cas".into(),
            interest: cents(1_842),
        }],
        payments: vec![PaymentLine {
            received_on: day(2026, 5, 11),
            amount: cents(100_000),
            label: "Acompte".into(),
            invoices: vec!["2026-031".into()],
            to_interest: Money::ZERO,
            to_principal: cents(100_000),
            to_indemnity: Money::ZERO,
        }],
        totals: Totals {
            invoiced: cents(426_000),
            payments: cents(100_000),
            principal_due: cents(326_000),
            interest_due: cents(1_842),
            total_due: cents(327_842),
            daily_interest: Decimal::new(2_456, 4),
            ..Totals::default()
        },
        rates: vec![format!(
            "{} l\u{2019}an, taux légal, depuis le 9\u{a0}septembre\u{a0}2026",
            french::rate(rate(275))
        )],
        method: c.sums.method,
    };
    c.exhibits.truncate(3);
    c.signature = sign("Bastien Lorieux", "entrepreneur individuel");
    c.place = "Tournus";
    c.reference = "LC-2026-19";
    c.payment = vec![
        Pair::new("Bénéficiaire", "Bastien Lorieux"),
        Pair::new("IBAN", french::iban("FR7630006000011234567890189")),
        Pair::new("Référence à rappeler", c.reference),
    ];
    c
}

/// Long names, many invoices, a sum of ten figures, everything that may stand on a page.
pub(in crate::documents) fn long_case() -> Case {
    let mut c = company_case();
    if let Person::Legal(p) = &mut c.debtor {
        p.name = "Société nouvelle des établissements Vandenbrœck-Lefèvre et fils".into();
    }
    c.window = window(
        "Société nouvelle des établissements Vandenbrœck-Lefèvre et fils",
        &["Zone industrielle des Grands Prés", "112 avenue du Général de Gaulle", "BP 90412"],
        "59000",
        "Villeneuve-d'Ascq CEDEX",
    );
    c.creditor_lines
        .insert(0, "Fabrication et pose de menuiseries intérieures et extérieures en bois".into());
    c.creditor_lines.push("04 73 00 00 00".into());
    let first = c.sums.invoices.first().cloned();
    let segment = c.sums.segments.first().cloned();
    for n in 0..38u32 {
        let year = 2021 + i32::try_from(n / 12).unwrap_or(0);
        let issued = day(year, n % 12 + 1, 28);
        let due = issued.checked_add_days(chrono::Days::new(30)).unwrap_or(issued);
        let number = format!("FACT-{year}-{:06}/B", 100_412 + n);
        if let (Some(mut line), Some(mut s)) = (first.clone(), segment.clone()) {
            line.number = number.clone();
            line.issued_on = issued;
            line.due_on = due;
            // Five years from the due date.
            line.prescribed = due < day(2021, 11, 22);
            // The credit note below reduces the first of them.
            line.credited = if n == 0 { cents(12_000) } else { Money::ZERO };
            line.amount = cents(1_234_567_890);
            line.principal_due = line.amount - line.credited;
            s.invoice = number;
            s.from = due.succ_opt().unwrap_or(due);
            s.base = line.principal_due;
            s.days = u32::try_from(crate::domain::days_between(due, s.to)).unwrap_or(0);
            s.interest = simple_interest(s.base, 1_215, s.days);
            line.interest_due = s.interest;
            line.total_due = line.principal_due + line.interest_due + line.indemnity_due;
            line.exhibit = Some(6 + n);
            c.sums.invoices.push(line);
            c.sums.segments.push(s);
        }
        c.exhibits.push(exhibit(
            6 + n,
            "Facture, bon de livraison signé sans réserve et procès-verbal contradictoire de réception des travaux",
            issued,
            4,
        ));
    }
    c.sums.credit_notes = vec![CreditNoteLine {
        number: "AV-2026-003".into(),
        issued_on: day(2026, 4, 2),
        invoice: "FACT-2021-100412/B".into(),
        amount: cents(12_000),
    }];
    c.sums.totals.credit_notes = cents(12_000);
    c.sums.totals.penalty_clause_due = cents(50_000);
    c.sums.totals.costs_due = cents(1_250);
    let sum = |f: fn(&InvoiceLine) -> Money| c.sums.invoices.iter().map(f).sum::<Money>();
    let (principal, interest) = (sum(|l| l.principal_due), sum(|l| l.interest_due));
    let (lump_sums, invoiced) = (sum(|l| l.indemnity_due), sum(|l| l.amount));
    let t = &mut c.sums.totals;
    (t.principal_due, t.interest_due, t.indemnities_due, t.invoiced) =
        (principal, interest, lump_sums, invoiced);
    t.total_due = principal + interest + lump_sums + t.penalty_clause_due + t.costs_due;
    c
}

/// Interest of these days on a sum, at a rate in hundredths of a percent, to the nearest cent.
fn simple_interest(base: Money, hundredths: i64, days: u32) -> Money {
    let exact = base.decimal() * Decimal::new(hundredths, 4) * Decimal::from(days) / Decimal::from(365);
    Money::round(exact)
}

/// One invoice and nothing else.
pub(in crate::documents) fn short_case() -> Case {
    let mut c = consumer_case();
    c.contract = None;
    c.notices.clear();
    c.sums.segments.clear();
    c.sums.payments.clear();
    c.sums.rates.clear();
    c.sums.method.clear();
    c.sums.totals.daily_interest = Decimal::ZERO;
    c.sums.totals.interest_due = Money::ZERO;
    c.sums.totals.payments = Money::ZERO;
    for line in &mut c.sums.invoices {
        line.interest_due = Money::ZERO;
        line.credited = Money::ZERO;
        line.principal_due = line.amount;
        line.total_due = line.amount;
    }
    c.sums.totals.principal_due = c.sums.totals.invoiced;
    c.sums.totals.total_due = c.sums.totals.invoiced;
    c.exhibits.truncate(1);
    c.sending = String::new();
    c.payment.truncate(2);
    c
}

fn notice(
    formal: bool,
    channel: &str,
    sent_on: Day,
    received: Option<(Day, Day)>,
    exhibits: &[u32],
) -> NoticeFact {
    NoticeFact {
        formal,
        channel: channel.into(),
        sent_on,
        presented_on: received.map(|(p, _)| p),
        received_on: received.map(|(_, r)| r),
        returned: None,
        exhibits: exhibits.to_vec(),
    }
}

fn exhibit(number: u32, label: &str, date: Day, pages: u32) -> ExhibitLine {
    ExhibitLine { number, label: label.into(), date: Some(date), pages: Some(pages) }
}

pub(in crate::documents) fn sign(name: &str, capacity: &str) -> Signature {
    Signature {
        on_behalf: String::new(),
        name: name.into(),
        capacity: capacity.into(),
        prompt: String::new(),
    }
}
