//! The verbs that ask the law without a claim: deadline, interest, rate, court, rules, id, words.

use std::io::IsTerminal;
use std::path::Path;
use std::process::ExitCode;

use clap::Args;
use serde_json::{Map, Number, Value};

use super::args::{Court, Deadline, Id, Interest, Rate, Rules, RulesVerb, Words};
use super::{CLOSED, Failure, Outcome, output};
use crate::app::{App, AppError, CourtWords};
use crate::claim;
use crate::domain::words::{self, Spelling};
use crate::domain::{IdKind, RateSeries, identify};
use crate::problem::{Code, Fault, Problem};

/// What a JSON argument may weigh.
const INPUT_BYTES: u64 = 1 << 20;

macro_rules! flags {
    ($($(#[$meta:meta])* $name:ident: $kind:ident,)+) => {
        /// The fields of a deadline as options: each has the name of its field.
        #[derive(Debug, Args)]
        pub(super) struct DeadlineFlags {
            $($(#[$meta])* #[arg(long, allow_hyphen_values = true)] $name: Option<String>,)+
        }

        impl DeadlineFlags {
            /// The fields given.
            fn fields(&self) -> Map<String, Value> {
                let mut out = Map::new();
                $(if let Some(text) = &self.$name {
                    out.insert(stringify!($name).to_owned(), flags!(@value $kind, text));
                })+
                out
            }
        }
    };
    (@value text, $text:ident) => { Value::String($text.clone()) };
    // What is no number stays a text: the reading of the input says what is expected.
    (@value count, $text:ident) => {
        $text.parse::<i64>().map_or_else(|_| Value::String($text.clone()), |n| Value::Number(Number::from(n)))
    };
}

flags! {
    /// Point de départ
    #[arg(value_name = "JOUR")] start: text,
    /// Fin de la période (semestres)
    #[arg(value_name = "JOUR")] end: text,
    /// Durée en années
    #[arg(value_name = "N")] years: count,
    /// Durée en mois
    #[arg(value_name = "N")] months: count,
    /// Durée en jours
    #[arg(value_name = "N")] days: count,
    /// Territoire où l'acte doit être fait
    #[arg(value_name = "TERRITOIRE")] territory: text,
    /// Territoire de la juridiction
    #[arg(value_name = "TERRITOIRE")] court_territory: text,
    /// Où demeure le débiteur
    #[arg(value_name = "TERRITOIRE")] debtor_residence: text,
    /// Allongement en mois pour la distance
    #[arg(value_name = "N")] distance_months: count,
    /// Échéance
    #[arg(value_name = "JOUR")] due_on: text,
    /// Premier jour du délai, dès zéro heure
    #[arg(value_name = "JOUR")] starts_at_zero_hour_on: text,
    /// Date de l'ordonnance
    #[arg(value_name = "JOUR")] order_date: text,
    /// Date de la signification
    #[arg(value_name = "JOUR")] served_on: text,
    /// Date de la facture ou de la livraison
    #[arg(value_name = "JOUR")] base_date: text,
    /// Terme de paiement : net_days, end_of_month…
    #[arg(value_name = "TERME")] term: text,
    /// Méthode « fin de mois »
    #[arg(value_name = "MÉTHODE")] method: text,
    /// Jour du mois
    #[arg(value_name = "N")] day: count,
    /// Report au jour ouvrable prévu par le contrat
    #[arg(value_name = "RÈGLE")] business_day_convention: text,
    /// Sort de la mise en demeure
    #[arg(value_name = "ISSUE")] outcome: text,
    /// Date de réception ou de présentation
    #[arg(value_name = "JOUR")] date: text,
    /// Ce qui fait courir le délai de la mise en demeure
    #[arg(value_name = "POINT")] counted_from: text,
    /// Date d'envoi
    #[arg(value_name = "JOUR")] sent_on: text,
    /// Jours ouvrés, ouvrables ou francs
    #[arg(value_name = "UNITÉ")] unit: text,
    /// Premier jour compté
    #[arg(value_name = "JOUR")] first_day: text,
    /// Dernier jour compté
    #[arg(value_name = "JOUR")] last_day: text,
    /// Dernier jour du délai
    #[arg(value_name = "JOUR")] expiry: text,
    /// Heure locale de l'acte
    #[arg(value_name = "HEURE")] act_at_local: text,
    /// Envoi de l'information préalable (lettre électronique)
    #[arg(value_name = "JOUR")] information_sent_on: text,
}

/// The bytes of a JSON argument, or of the standard input when there is none.
fn input(argument: Option<&str>) -> Result<Vec<u8>, Failure> {
    match argument {
        Some(text) if text != "-" => Ok(text.as_bytes().to_vec()),
        None if std::io::stdin().is_terminal() => {
            let detail = "Donnez la saisie en JSON, en argument ou sur l'entrée standard.";
            Err(Problem::new(Code::Usage, detail).into())
        }
        _ => output::read(Path::new("-"), INPUT_BYTES),
    }
}

/// `creance deadline`
pub(super) fn deadline(app: &App, args: &Deadline) -> Outcome {
    let mut flags = args.flags.fields();
    // A period of half-years has a first and a last day; `--start` and `--end` say the same.
    if args.kind == "half_year_segments" {
        for (flag, field) in [("start", "first_day"), ("end", "last_day")] {
            if let Some(v) = flags.shift_remove(flag) {
                flags.entry(field.to_owned()).or_insert(v);
            }
        }
    }
    let value = if args.input.is_none() && !flags.is_empty() {
        Value::Object(flags)
    } else {
        let read = claim::read_value(&input(args.input.as_deref())?).map_err(AppError::Input)?;
        match read {
            Value::Object(mut fields) => {
                // An option corrects the field of the same name.
                fields.extend(flags);
                Value::Object(fields)
            }
            other => other,
        }
    };
    let answer = app.deadline(&args.kind, value)?;
    if args.explain {
        let mut out = Map::new();
        out.insert("result".to_owned(), answer.result);
        if let Ok(Value::Object(how)) = serde_json::to_value(&answer.explanation) {
            out.extend(how);
        }
        output::json(&out)?;
    } else {
        output::json(&answer.result)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// `creance interest`
pub(super) fn interest(app: &App, args: &Interest) -> Outcome {
    output::json(&app.interest(&input(args.input.as_deref())?)?)?;
    Ok(ExitCode::SUCCESS)
}

/// `creance rate`
pub(super) fn rate(app: &App, args: &Rate) -> Outcome {
    let unknown = || AppError::Unknown("Cette série de taux n'existe pas.".to_owned());
    let series: RateSeries = args.series.parse().map_err(|()| unknown())?;
    output::json(&app.rate(series, args.on)?)?;
    Ok(ExitCode::SUCCESS)
}

/// `creance court`
pub(super) fn court(app: &App, args: Court) -> Outcome {
    let words = CourtWords {
        postal_code: args.postal_code,
        city: args.city,
        insee: args.insee,
        nature: args.nature,
        amount: args.amount,
        amount_total: args.amount_total,
        debtor: args.debtor,
        creditor: args.creditor,
        contract_date: args.contract_date,
        on: args.on,
    };
    output::json(&app.court(&words)?)?;
    Ok(ExitCode::SUCCESS)
}

/// `creance rules`: 1 when a case fails or a check is old.
pub(super) fn rules(app: &App, args: &Rules) -> Outcome {
    let closed = |bad: bool| ExitCode::from(if bad { CLOSED } else { 0 });
    match &args.verb {
        RulesVerb::List { on } => output::json(&app.rules_list(*on)).map(|()| ExitCode::SUCCESS),
        RulesVerb::Show { id, text } => match app.rule_show(id) {
            Ok(rule) if *text => output::raw(rule.markdown(1).as_bytes()).map(|()| ExitCode::SUCCESS),
            Ok(rule) => output::json(&rule).map(|()| ExitCode::SUCCESS),
            Err(e) => {
                output::on_stderr(&e.problem().at("urn:creance:cli:rules"));
                Ok(closed(true))
            }
        },
        RulesVerb::Test => {
            let report = app.rules_test();
            output::json(&report)?;
            Ok(closed(!report.failures.is_empty()))
        }
        RulesVerb::Stale { older_than } => {
            let stale = app.rules_stale(*older_than);
            output::json(&stale)?;
            Ok(closed(!stale.is_empty()))
        }
    }
}

/// `creance id`: 1 when it is not valid.
pub(super) fn id(args: &Id) -> Outcome {
    let unknown = || AppError::Unknown("Cet identifiant n'est pas de ceux que l'on contrôle.".to_owned());
    let kind: IdKind = args.kind.parse().map_err(|()| unknown())?;
    let answer = identify(kind, &args.value);
    output::json(&answer)?;
    Ok(ExitCode::from(if answer.valid { 0 } else { CLOSED }))
}

/// `creance words`: 1 when it is no amount.
pub(super) fn words(args: &Words) -> Outcome {
    match words::answer(&args.amount, Spelling::default()) {
        Ok(answer) => output::json(&answer).map(|()| ExitCode::SUCCESS),
        Err(_) => {
            let message = "Montant attendu sans signe ni espace, un point et deux décimales au plus, par exemple 1234.50.";
            let problem = Problem::new(Code::InputUnusable, message).with_errors(vec![Fault::new(
                "amount.grammar",
                "",
                message,
            )]);
            output::on_stderr(&problem.at("urn:creance:cli:words"));
            Ok(ExitCode::from(CLOSED))
        }
    }
}
