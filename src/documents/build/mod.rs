//! From an admitted dossier to the models of its documents: which facts of the claim, which figures of the statement,
//! which sentence of law stand where. What the law requires and the file does not say is an error, never a silence.

mod agreement;
pub(crate) mod countries;
mod decompte;
mod events;
mod figures;
mod filing;
mod handover;
mod letter;
pub(crate) mod messages;
mod people;
pub(crate) mod relance;
mod requete;
mod situation;
mod state;
mod sums_asked;
#[cfg(test)]
mod kinds_tests;
#[cfg(test)]
mod tests;

pub(crate) use agreement::acknowledges;
pub(crate) use events::{channel, contract_noun, returned};
use figures::Figures;
pub(crate) use figures::asked_totals;
pub(crate) use handover::{filed_with_the_request, service_mode, to_serve};
pub(crate) use letter::is_enclosed;
pub(crate) use people::calling;
use serde::Serialize;
pub use situation::situation;
pub(crate) use state::{deadline_name, event, opens, subject, undertaking};

use crate::claim::Claim;
use crate::claim::wire::RepresentativeKind;
use crate::domain::Document;
use crate::dossier::{Admitted, Dossier, Law};
use crate::rules::{NoVersion, Rules, registry};
use crate::statement::Statement;
use crate::statement::export;
use crate::statement::view::StatementView;

use super::bordereau_de_pieces::{self as bordereau, ExhibitLine};
use super::mentions::Mention;
use super::paper::{Frame, Paper};
use super::parties::Person;
use super::parts::{Signature, printable};
use super::postal::AddressError;
use super::relance::Step;
use super::{french, sheet};

/// What a builder needs besides the dossier.
#[derive(Clone, Copy)]
pub struct BuildContext<'a> {
    /// The law in use.
    pub law: &'a Law,
    /// Pages of each exhibit, in the order of the claim; unknown as long as the files were not read.
    pub pages: Option<&'a [u32]>,
    /// Whether the décompte carries the statement as JSON.
    pub statement_attached: bool,
}

/// One document, ready for its template.
#[derive(Debug, Clone, PartialEq)]
pub struct Drafted {
    /// Which document.
    pub document: Document,
    /// Its model, as JSON.
    pub data: Vec<u8>,
    /// Its template, under `templates/`.
    pub template: String,
    /// Its title, for people.
    pub title: String,
    /// The debtor it goes to, when each has his own.
    pub debtor: Option<usize>,
    /// The files its PDF carries, in the order its template names them.
    pub attached: Vec<Vec<u8>>,
}

/// Why a document cannot be drawn up.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BuildError {
    /// A value or sentence of law has no version on the day of the document.
    #[error(transparent)]
    NoVersion(#[from] NoVersion),
    /// The document must hold something that the file does not say.
    #[error(
        "le document « {document} » doit mentionner {mention}, que le dossier ne donne pas : complétez-le"
    )]
    Missing {
        /// Which document.
        document: Document,
        /// Where it is expected in the claim.
        pointer: String,
        /// What is missing, in French.
        mention: &'static str,
    },
    /// An address that does not fit the window of an envelope.
    #[error("l'adresse ne peut pas être imprimée : {source}")]
    Address {
        /// Whose.
        pointer: String,
        /// Why.
        source: AddressError,
    },
    /// Nothing can be asked: every line is undue, paid or barred.
    #[error("aucune somme ne peut être demandée à ce jour")]
    NothingClaimable,
    /// The file is at another step.
    #[error("le document « {document} » ne convient pas à ce dossier : {reason}")]
    Unsuitable {
        /// Which document.
        document: Document,
        /// Why, and what to ask instead.
        reason: &'static str,
    },
    /// A mention of the law is not in the document that was drawn up: it does not leave.
    #[error(
        "le document « {document} » ne contient pas une mention obligatoire ({mention}) : il n'est pas produit"
    )]
    Absent {
        /// Which document.
        document: Document,
        /// Which mention.
        mention: String,
    },
    /// The model could not be written.
    #[error("le document « {0} » n'a pas pu être écrit")]
    NotWritten(Document),
}

impl BuildError {
    /// Stable code.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            BuildError::NoVersion(_) => "rules.no_version",
            BuildError::Missing { .. } | BuildError::Absent { .. } => "document.mention_missing",
            BuildError::Address { source, .. } => source.code(),
            BuildError::NothingClaimable => "claim.nothing_owed",
            BuildError::Unsuitable { .. } => "document.unsuitable",
            BuildError::NotWritten(_) => "document.not_written",
        }
    }

    /// Where it stands in the claim; empty for the whole file.
    #[must_use]
    pub fn pointer(&self) -> &str {
        match self {
            BuildError::Missing { pointer, .. } | BuildError::Address { pointer, .. } => pointer,
            _ => "",
        }
    }
}

/// From when interest runs, in words that follow « à compter … »; nothing when none is asked.
pub(crate) fn interest_start(claim: &Claim, statement: &Statement, rules: &Rules) -> Option<String> {
    Figures::new(claim, statement, rules).interest_start()
}

/// The creditor and the debtors, by the name that every document holds.
pub(crate) fn bare_names(claim: &Claim) -> (String, Vec<String>) {
    let bare = |p| people::person(p).bare_name();
    (bare(&claim.creditor), claim.debtors.iter().map(bare).collect())
}

/// A dossier with its parties and exhibits as documents name them.
struct Setting<'a> {
    dossier: &'a Dossier,
    claim: &'a Claim,
    law: &'a Law,
    rules: &'a Rules,
    figures: Figures<'a>,
    creditor: Person,
    debtors: Vec<Person>,
    exhibits: Vec<ExhibitLine>,
}

impl<'a> Setting<'a> {
    fn new(admitted: Admitted<'a>, ctx: &BuildContext<'a>) -> Self {
        let dossier = admitted.dossier();
        let claim = &dossier.claim;
        Setting {
            dossier,
            claim,
            law: ctx.law,
            rules: &ctx.law.rules,
            figures: Figures::new(claim, &dossier.statement, &ctx.law.rules),
            creditor: people::person(&claim.creditor),
            debtors: claim.debtors.iter().map(people::person).collect(),
            exhibits: events::exhibits(claim, ctx.pages),
        }
    }

    /// The town a paper is signed in.
    fn place(&self) -> &'a str {
        &self.claim.creditor.address.city
    }

    fn missing(document: Document, pointer: &str, mention: &'static str) -> BuildError {
        BuildError::Missing { document, pointer: pointer.to_owned(), mention }
    }

    /// The creditor's own signature.
    fn own_signature(&self, document: Document) -> Result<Signature, BuildError> {
        people::own_signature(&self.claim.creditor).ok_or_else(|| {
            Self::missing(
                document,
                "/creditor/legal_representative",
                "le nom et la qualité de l\u{2019}organe qui représente le créancier",
            )
        })
    }

    /// Whoever signs a request: the one who acts for the creditor, else the creditor.
    fn signature(&self, document: Document) -> Result<Signature, BuildError> {
        match &self.claim.representative {
            Some(r) => Ok(people::representative_signature(&self.claim.creditor, r)),
            None => self.own_signature(document),
        }
    }

    /// Whoever instructs a commissaire de justice: the officer himself never signs for his client.
    fn signature_of_client(&self, document: Document) -> Result<Signature, BuildError> {
        match &self.claim.representative {
            Some(r) if r.kind == RepresentativeKind::CommissaireDeJustice => self.own_signature(document),
            _ => self.signature(document),
        }
    }

    /// File, day and parties, as every paper is headed.
    fn frame(&self) -> Frame<'_> {
        Frame {
            reference: &self.claim.reference,
            day: self.claim.as_of,
            place: self.place(),
            creditor: &self.creditor,
            debtors: &self.debtors,
        }
    }

    /// The printed names of articles, by key.
    fn articles(&self, keys: &[&str]) -> String {
        let texts: Vec<&str> = keys.iter().filter_map(|k| self.rules.law(k)).map(|l| &*l.text).collect();
        french::typeset(&texts.join(" ; "))
    }
}

/// The models of a document: one, or one a debtor for a letter.
///
/// # Errors
/// See [`BuildError`].
pub fn data(
    document: Document,
    admitted: Admitted<'_>,
    ctx: &BuildContext<'_>,
) -> Result<Vec<Drafted>, BuildError> {
    let s = Setting::new(admitted, ctx);
    let out = drafts(&s, document, ctx.statement_attached)?;
    out.iter().try_for_each(|d| situation::guard(&s, d))?;
    Ok(out)
}

fn drafts(s: &Setting<'_>, document: Document, statement_attached: bool) -> Result<Vec<Drafted>, BuildError> {
    use Document as D;
    let one = |model: &Paper| Ok(vec![drafted(document, None, model)?]);
    let each = |step| {
        let letter = |debtor| drafted(document, Some(debtor), &relance::relance(s, debtor, step)?);
        (0..s.debtors.len()).map(letter).collect()
    };
    match document {
        D::RelancePreventive => each(Step::Preventive),
        D::Relance1 => each(Step::First),
        D::Relance2 => each(Step::Second),
        D::Relance3 => each(Step::Last),
        D::MiseEnDemeure => (0..s.debtors.len())
            .map(|debtor| drafted(document, Some(debtor), &letter::mise_en_demeure(s, debtor)?))
            .collect(),
        D::RequeteInjonctionDePayer => Ok(vec![drafted(document, None, &requete::requete(s)?)?]),
        D::Decompte => Ok(vec![statement(s, statement_attached)?]),
        D::BordereauDePieces => Ok(vec![drafted(document, None, &list_of_exhibits(s)?)?]),
        D::PlanDeReglement => one(&agreement::plan(s)?),
        D::ReconnaissanceDeDette => one(&agreement::acknowledgment(s)?),
        D::ProtocoleTransactionnel => one(&agreement::settlement(s)?),
        D::Quittance => one(&agreement::receipt(s)?),
        D::Pouvoir => one(&filing::power(s)?),
        D::ProjetOrdonnance => one(&filing::draft_order(s)?),
        D::PetitesCreances => (0..s.debtors.len())
            .map(|debtor| drafted(document, Some(debtor), &filing::small_claim(s, debtor)?))
            .collect(),
        D::SaisineSignification => {
            let papers = handover::service(s)?;
            papers.into_iter().map(|(debtor, paper)| drafted(document, debtor, &paper)).collect()
        }
        D::SaisineExecution => one(&handover::execution(s)?),
        D::EtatDuDossier => one(&state::state(s)?),
    }
}

fn drafted(document: Document, debtor: Option<usize>, model: &impl Serialize) -> Result<Drafted, BuildError> {
    let sheet = sheet(document);
    let data = printable(model).and_then(|v| serde_json::to_vec(&v));
    let data = data.map_err(|_| BuildError::NotWritten(document))?;
    Ok(Drafted {
        document,
        data,
        template: sheet.template(),
        title: sheet.title.to_owned(),
        debtor,
        attached: Vec::new(),
    })
}

/// D13, for people, and when asked for programs too.
fn statement(s: &Setting<'_>, attached: bool) -> Result<Drafted, BuildError> {
    let document = Document::Decompte;
    let model = decompte::decompte(s);
    if !attached {
        return drafted(document, None, &model);
    }
    let view = StatementView::new(&s.dossier.statement, s.claim, s.rules);
    let json = export::json(&view).map_err(|_| BuildError::NotWritten(document))?;
    let mut out = drafted(document, None, &model.carrying_the_statement())?;
    out.attached.push(json);
    Ok(out)
}

/// D12: the exhibits of the request in the order of the claim, under the numbers of the stamps.
fn list_of_exhibits(s: &Setting<'_>) -> Result<bordereau::Bordereau, BuildError> {
    let document = Document::BordereauDePieces;
    let articles = Mention::on(s.rules, registry::EXHIBIT_LIST_ARTICLES, s.claim.as_of)?.text;
    Ok(bordereau::model(&bordereau::Facts {
        reference: &s.claim.reference,
        creditor: &s.creditor,
        debtors: &s.debtors,
        exhibits: &handover::filed(s),
        place: s.place(),
        day: s.claim.as_of,
        signature: s.signature(document)?,
        articles: &articles,
    }))
}
