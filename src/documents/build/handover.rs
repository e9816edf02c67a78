//! D16 and D17: what a commissaire de justice is told, to serve an order or to execute it. Only the debtors still to be
//! served, or against whom the order can be executed, are named; the last day is the earliest of theirs.

use crate::claim::wire::{ExhibitKind, Order, RepresentativeKind, ServiceMode};
use crate::claim::{Claim, Exhibit, Party};
use crate::deadlines::timeline::{ServiceState, Timeline};
use crate::documents::bordereau_de_pieces::ExhibitLine;
use crate::documents::french::{self, date, fill, typeset, user};
use crate::documents::paper::{Frame, Paper};
use crate::documents::parties::Person;
use crate::documents::parts::{Block, Pair};
use crate::documents::saisine_execution::{self as execution_model, ServiceFact};
use crate::documents::saisine_signification::{self as service_model, OrderFact, ServiceLimit};
use crate::domain::{Checked, Day, Document};

use super::{BuildError, Setting, agreement, people, requete};

/// The order as papers name it.
pub(super) fn order_fact(order: &Order) -> OrderFact {
    OrderFact {
        court: requete::within_a_sentence(&order.court),
        number: order.number.clone(),
        dated_on: order.dated_on.day(),
        principal: order.amounts.principal,
        interest: order.amounts.interest,
        costs: order.amounts.costs,
        other: order.amounts.other,
        accruing: None,
    }
}

/// The order, and the interest it bears after its day.
fn order(s: &Setting<'_>, document: Document) -> Result<OrderFact, BuildError> {
    let order = s.claim.order.as_ref();
    let order = order.ok_or_else(|| Setting::missing(document, "/order", "l'ordonnance obtenue"))?;
    let mut fact = order_fact(order);
    let line = s.dossier.statement.lines.first().filter(|_| s.dossier.statement.by_title);
    if let Some((line, after)) = line.and_then(|l| Some((l, l.interest_after?))) {
        let rate = match order.rate {
            None => typeset("au taux légal"),
            Some(crate::claim::wire::RateTerm::Fixed(r)) => {
                fill("au taux de {r} l'an", &[("r", &french::rate(r))])
            }
            Some(crate::claim::wire::RateTerm::Series(_)) => {
                let rate = line.segments.last().map(|x| french::rate(x.run.rate)).unwrap_or_default();
                fill("au taux que fixe l'ordonnance, soit {r} l'an à ce jour", &[("r", &rate)])
            }
        };
        fact.accruing = Some(fill(
            "{r} sur le principal, à compter du lendemain du {d}",
            &[("r", &rate), ("d", &date(after))],
        ));
    }
    Ok(fact)
}

/// The office, when the file names it.
pub(super) fn office(s: &Setting<'_>) -> Vec<String> {
    match &s.claim.representative {
        Some(r) if r.kind == RepresentativeKind::CommissaireDeJustice => {
            vec![r.name.clone(), "Commissaire de justice".to_owned(), people::address_line(&r.address)]
        }
        _ => vec!["À l'attention du commissaire de justice".to_owned()],
    }
}

/// What helps to find a debtor beside his identification, which says birth and trade name.
fn traces(s: &Setting<'_>, d: &Party) -> Vec<Pair> {
    let mut out = vec![Pair::new("Source de l'adresse", address_source(s))];
    out.extend(people::contacts(d));
    out.extend(d.employer.as_deref().map(|e| Pair::new("Employeur", user(e))));
    out
}

/// Where the address of the debtors was last seen, and when: an extract of the register when one is produced.
fn address_source(s: &Setting<'_>) -> String {
    let extracts = s.claim.exhibits.iter().filter(|e| e.kind == Some(ExhibitKind::ExtractRcs));
    let dated = extracts.filter_map(|e| Some((e.number().to_string(), e.date?)));
    // One extract speaks of one debtor: which one is not told when there are several.
    match dated.max_by_key(|(_, day)| *day).filter(|_| s.claim.debtors.len() == 1) {
        Some((number, day)) => {
            fill("extrait du registre du {d} (pièce n° {n})", &[("d", &date(day)), ("n", &number)])
        }
        None => fill("communiquée par le créancier au {d}", &[("d", &date(s.claim.as_of))]),
    }
}

/// How the office reaches its client, and whom it invoices.
fn client(s: &Setting<'_>) -> Vec<Pair> {
    let creditor = &s.claim.creditor;
    let mut out = people::contacts(creditor);
    let vat = creditor.vat_number.as_ref().and_then(Checked::valid);
    out.extend(vat.map(|v| Pair::new("N° de TVA, pour la facture", v.to_string())));
    out
}

/// The debtors still to be served, and not too late.
pub(crate) fn to_serve(states: &[ServiceState]) -> impl Iterator<Item = &ServiceState> {
    states.iter().filter(|x| x.served.is_none() && !x.lapsed)
}

/// Whether an exhibit went with the request: what bears the day of the order or a later one, the order first of all, is
/// none of the documents that it was granted on (CPC, art. 1407 and 1411).
#[must_use]
pub(crate) fn filed_with_the_request(claim: &Claim, timeline: &Timeline, e: &Exhibit) -> bool {
    let order = claim.order.as_ref().filter(|_| !timeline.without_order());
    order.is_none_or(|o| e.date.is_none_or(|day| day < o.dated_on.day()))
}

/// The exhibits of the request, under the numbers it gave them.
pub(super) fn filed(s: &Setting<'_>) -> Vec<ExhibitLine> {
    let kept = |(e, _): &(&Exhibit, &ExhibitLine)| filed_with_the_request(s.claim, &s.dossier.timeline, e);
    s.claim.exhibits.iter().zip(&s.exhibits).filter(kept).map(|(_, line)| line.clone()).collect()
}

/// The exhibits by their numbers, and what else goes with them; `of_request`: those of the request and their list.
fn documents(s: &Setting<'_>, first: &[&str], of_request: bool) -> Vec<String> {
    let mut out: Vec<String> = first.iter().map(|t| typeset(t)).collect();
    out.push(fill("décompte arrêté au {d} ;", &[("d", &date(s.claim.as_of))]));
    if of_request {
        out.push(typeset("bordereau des documents justificatifs ;"));
    }
    let exhibits = if of_request { filed(s) } else { s.exhibits.clone() };
    out.extend(
        exhibits
            .iter()
            .map(|e| fill("pièce n° {n} : {l} ;", &[("n", &e.number.to_string()), ("l", &user(&e.label))])),
    );
    if let Some(last) = out.last_mut() {
        *last = format!("{}.", last.trim_end_matches(['\u{202f}', '\u{a0}', ' ', ';']));
    }
    out
}

/// D16. One paper when all are to be served by the same day; else one a debtor.
pub(super) fn service(s: &Setting<'_>) -> Result<Vec<(Option<usize>, Paper)>, BuildError> {
    let document = Document::SaisineSignification;
    let waiting: Vec<&ServiceState> = to_serve(&s.dossier.timeline.service).collect();
    let Some(first) = waiting.first() else {
        return Err(BuildError::Unsuitable {
            document,
            reason: "l'ordonnance a été signifiée à chaque débiteur, ou ne peut plus l'être",
        });
    };
    let end = |x: &ServiceState| x.service.map(|d| d.expiry);
    if waiting.iter().all(|x| end(x) == end(first)) {
        return Ok(vec![(None, service_on(s, &waiting)?)]);
    }
    waiting.iter().map(|x| Ok((Some(x.debtor), service_on(s, &[*x])?))).collect()
}

fn service_on(s: &Setting<'_>, waiting: &[&ServiceState]) -> Result<Paper, BuildError> {
    let document = Document::SaisineSignification;
    let order = order(s, document)?;
    let limit = limit(s, waiting)
        .ok_or_else(|| Setting::missing(document, "/order/dated_on", "le dernier jour pour signifier"))?;
    let debtors: Vec<Person> = chosen(s, waiting);
    let found: Vec<(&Person, Vec<Pair>)> =
        debtors.iter().zip(waiting).map(|(p, x)| (p, traced(s, x))).collect();
    Ok(service_model::model(
        &service_model::Facts {
            frame: Frame { debtors: &debtors, ..s.frame() },
            office: &office(s),
            order: &order,
            limit: &limit,
            debtors: found,
            documents: documents(
                s,
                &[
                    "copie certifiée conforme de la requête et de l'ordonnance revêtue de la formule exécutoire, en original ;",
                ],
                true,
            ),
            client: client(s),
            bank: agreement::bank(s, document)?,
            signature: s.signature_of_client(document)?,
        },
        s.rules,
    )?)
}

fn chosen(s: &Setting<'_>, states: &[&ServiceState]) -> Vec<Person> {
    states.iter().filter_map(|x| s.debtors.get(x.debtor)).cloned().collect()
}

fn traced(s: &Setting<'_>, state: &ServiceState) -> Vec<Pair> {
    s.claim.debtors.get(state.debtor).map(|d| traces(s, d)).unwrap_or_default()
}

/// The last day to serve, as the report counts it.
fn limit(s: &Setting<'_>, waiting: &[&ServiceState]) -> Option<ServiceLimit> {
    let first = waiting.iter().filter(|x| x.service.is_some()).min_by_key(|x| x.service.map(|d| d.expiry))?;
    let counted = first.service?;
    let told = |x: &&ServiceState| {
        let pointer = format!("/debtors/{}", x.debtor);
        let mut listed = s.dossier.timeline.deadlines.iter();
        listed.find(|d| d.code == "order_service" && d.subject == pointer).map(|d| d.computation.clone())
    };
    Some(ServiceLimit {
        last_day: counted.expiry,
        raw: counted.raw,
        safe_by: counted.safe_by,
        computations: waiting.iter().filter_map(told).collect(),
    })
}

/// D17, against the debtors who can be made to pay.
pub(super) fn execution(s: &Setting<'_>) -> Result<Paper, BuildError> {
    let document = Document::SaisineExecution;
    let order = order(s, document)?;
    let ready: Vec<&ServiceState> = s.dossier.timeline.service.iter().filter(|x| x.enforceable).collect();
    let not_before = ready.iter().filter_map(|x| x.enforcement_from()).max();
    let Some(not_before) = not_before else {
        return Err(BuildError::Unsuitable {
            document,
            reason: "l'ordonnance ne peut encore être exécutée contre aucun débiteur",
        });
    };
    let debtors = chosen(s, &ready);
    let services: Vec<ServiceFact> = ready.iter().filter_map(|x| served(s, x)).collect();
    let assets: Vec<String> = ready
        .iter()
        .filter_map(|x| s.claim.debtors.get(x.debtor))
        .flat_map(|d| assets(d, ready.len() > 1))
        .collect();
    let found: Vec<(&Person, Vec<Pair>)> =
        debtors.iter().zip(&ready).map(|(p, x)| (p, traced(s, x))).collect();
    let certificate = s.claim.order.as_ref().and_then(|o| o.certificate_of_no_opposition_on).map(|d| d.day());
    let acts = if services.len() > 1 { "actes de signification ;" } else { "acte de signification ;" };
    let certified = certificate.map(|d| fill("certificat de non-opposition du {d} ;", &[("d", &date(d))]));
    let mut handed = vec!["copie de l'ordonnance revêtue de la formule exécutoire, en original ;", acts];
    handed.extend(certified.as_deref());
    Ok(execution_model::model(
        &execution_model::Facts {
            frame: Frame { debtors: &debtors, ..s.frame() },
            office: &office(s),
            order: &order,
            services: &services,
            certificate,
            not_before,
            debtors: found,
            assets,
            blocks: since_the_title(s, &ready),
            documents: documents(s, &handed, false),
            client: client(s),
            bank: agreement::bank(s, document)?,
            signature: s.signature_of_client(document)?,
        },
        s.rules,
    )?)
}

fn served(s: &Setting<'_>, state: &ServiceState) -> Option<ServiceFact> {
    let served = state.served?;
    let debtor = s.debtors.get(state.debtor).map(Person::after_a)?;
    Some(ServiceFact { debtor, on: served.on, mode: service_mode(served.mode).to_owned() })
}

/// How an order was served.
pub(crate) fn service_mode(mode: ServiceMode) -> &'static str {
    match mode {
        ServiceMode::InPerson => "à personne",
        ServiceMode::AtHome => "à domicile",
        ServiceMode::AtOffice => "par dépôt à l'étude",
        ServiceMode::SearchReport => "par procès-verbal de recherches",
        ServiceMode::Electronic => "par voie électronique",
    }
}

fn assets(d: &Party, several: bool) -> Vec<String> {
    let owner = if several { format!("{} : ", d.display_name()) } else { String::new() };
    let employer = d.employer.as_ref().map(|e| format!("{owner}employeur, {e}"));
    let known = d.known_assets.iter().map(|a| format!("{owner}{a}"));
    employer.into_iter().chain(known).collect()
}

/// What the title has become: interest, payments, balance, interest of one more day, and the raise of the legal rate.
fn since_the_title(s: &Setting<'_>, ready: &[&ServiceState]) -> Vec<Block> {
    let sums = s.figures.sums(&s.figures.all());
    let mut out = vec![
        Block::text(fill("Décompte arrêté au {d} :", &[("d", &date(s.claim.as_of))])),
        Block::Table(sums.recapitulation()),
    ];
    out.extend(sums.daily().map(|p| Block::Pairs { rows: vec![p] }));
    if !sums.payments.is_empty() {
        out.push(Block::Table(sums.payments_table()));
    }
    let subject = |x: &&ServiceState| format!("/debtors/{}", x.debtor);
    let raises: Vec<Day> = s
        .dossier
        .timeline
        .deadlines
        .iter()
        .filter(|d| d.code == "plus_five_from" && ready.iter().any(|x| subject(x) == d.subject))
        .map(|d| d.expires_on)
        .collect();
    if let Some(day) = raises.into_iter().max() {
        let tense = if day <= s.claim.as_of { "est majoré depuis le" } else { "sera majoré à compter du" };
        out.push(Block::text(fill(
            "Le taux légal {t} {d}, sauf paiement entier avant ce jour ({a}) ; le point de départ est à confirmer par vos soins.",
            &[("t", tense), ("d", &date(day)), ("a", &s.articles(&["cmf-l313-3"]))],
        )));
    }
    out
}
