//! What is told when a request has no answer: `application/problem+json` (RFC 9457), the same on the command line and
//! over HTTP. The only place that knows status codes and titles; the set of codes is contract.

mod book;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};
use serde_json::{Map, Value};

pub use book::errors_book;

/// The language of a title. Sentences are French: they quote French law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// The default.
    #[default]
    French,
    /// On request.
    English,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:literal, $title:literal, $english:literal,
        $remedy:literal;)+) => {
        /// Every kind of problem. A code never changes its meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $variant,)+ }

        impl Code {
            /// All of them.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The stable name, last part of `type`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)+ }
            }

            /// The HTTP status.
            #[must_use]
            pub fn status(self) -> u16 {
                match self { $(Code::$variant => $status,)+ }
            }

            /// What to do, in French.
            #[must_use]
            pub fn remedy(self) -> &'static str {
                match self { $(Code::$variant => $remedy,)+ }
            }

            /// The title.
            #[must_use]
            pub fn title(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Code::$variant, Language::French) => $title,
                    (Code::$variant, Language::English) => $english,)+
                }
            }
        }
    };
}

codes! {
    /// The body is not JSON.
    NotJson = "body.not_json", 400, "Ce n'est pas du JSON", "Not JSON",
        "Envoyez un objet JSON en UTF-8.";
    /// The multipart form cannot be read.
    Malformed = "body.malformed", 400, "Formulaire illisible", "Unreadable form",
        "Envoyez le formulaire tel que la description de l'API le montre, chaque partie une fois.";
    /// The `Idempotency-Key` is not one.
    IdempotencyKeyInvalid = "idempotency.key_invalid", 400, "Clé d'idempotence inutilisable", "Invalid Idempotency-Key",
        "Envoyez un seul en-tête `Idempotency-Key` de 1 à 255 caractères ASCII visibles, un UUID par exemple.";
    /// The words of a command line cannot be read.
    Usage = "cli.usage", 400, "Commande inutilisable", "Unusable command",
        "Lisez `creance --help`.";
    /// A file named on the command line cannot be read.
    FileUnreadable = "file.unreadable", 400, "Fichier illisible", "Unreadable file",
        "Vérifiez le nom et les droits du fichier.";
    /// The result cannot be written where the command line asks.
    FileUnwritable = "file.unwritable", 500, "Fichier impossible à écrire", "File cannot be written",
        "Vérifiez le répertoire, ses droits et la place libre.";
    /// No key was shown.
    KeyMissing = "key.missing", 401, "Clé absente", "Missing key",
        "Montrez une clé : `Authorization: Bearer …`.";
    /// The key shown opens nothing.
    KeyInvalid = "key.invalid", 401, "Clé refusée", "Invalid key",
        "Vérifiez la clé, ou demandez-en une autre à l'exploitant.";
    /// The key does not open this.
    KeyScope = "key.scope", 403, "Clé insuffisante", "Insufficient key",
        "Demandez à l'exploitant une clé qui a la portée nommée.";
    /// A page of another site calls a service that asks for no key.
    OriginRefused = "origin.refused", 403, "Origine refusée", "Origin refused",
        "Appelez le service par localhost, ou créez une clé.";
    /// Too many requests for this key.
    RateExceeded = "rate.exceeded", 429, "Trop de demandes", "Too many requests",
        "Envoyez la même demande après `Retry-After`.";
    /// No such path.
    RouteUnknown = "route.unknown", 404, "Adresse inconnue", "Unknown address",
        "Vérifiez l'adresse : toutes sont dans `/openapi.json`.";
    /// No such document, bundle, series or rule.
    ResourceUnknown = "resource.unknown", 404, "Ressource inconnue", "Unknown resource",
        "Choisissez un nom de la liste donnée.";
    /// No such batch of this tenant, or of such an item.
    BatchUnknown = "batch.unknown", 404, "Lot inconnu", "Unknown batch",
        "Vérifiez l'identifiant : un lot est effacé à l'échéance `expires_at`, ou par `DELETE`.";
    /// The item ended without a bundle.
    BatchNoResult = "batch.no_result", 404, "Élément sans dossier", "Item without a bundle",
        "Lisez l'état et le motif de l'élément.";
    /// The path exists, the method does not.
    MethodNotAllowed = "method.not_allowed", 405, "Méthode non admise", "Method not allowed",
        "Employez la méthode de l'en-tête `Allow`.";
    /// No format that the client accepts.
    NotAcceptable = "accept.unsupported", 406, "Format non disponible", "Format not available",
        "Corrigez l'en-tête `Accept`.";
    /// The body did not come in time.
    TooSlow = "body.too_slow", 408, "Envoi trop lent", "Body too slow",
        "Envoyez à nouveau, par une liaison plus rapide.";
    /// Some items have no end yet.
    BatchNotDone = "batch.not_done", 409, "Lot en cours", "Batch not done",
        "Attendez l'état `done`, ou suivez `events`.";
    /// The first request with this key is not answered yet.
    IdempotencyInProgress = "idempotency.in_progress", 409, "Demande déjà en cours", "Request already in progress",
        "Envoyez la même demande, avec la même clé, après `Retry-After`.";
    /// More bytes or parts than the limits.
    TooLarge = "body.too_large", 413, "Envoi trop volumineux", "Body too large",
        "Allégez l'envoi, ou scindez-le.";
    /// Another media type than expected.
    UnsupportedType = "media_type.unsupported", 415, "Type de contenu non admis", "Unsupported content type",
        "Corrigez l'en-tête `Content-Type`.";
    /// The claim file cannot be used.
    ClaimUnusable = "claim.unusable", 422, "Dossier inutilisable", "Unusable claim",
        "Corrigez chaque champ que `errors` désigne.";
    /// The input of a computation cannot be used.
    InputUnusable = "input.unusable", 422, "Saisie inutilisable", "Unusable input",
        "Corrigez chaque champ que `errors` désigne.";
    /// The batch cannot be taken in at all.
    BatchUnusable = "batch.unusable", 422, "Lot inutilisable", "Unusable batch",
        "Corrigez l'envoi comme le message le dit : rien n'a été retenu.";
    /// The address to call is not one that the operator allows.
    WebhookRefused = "webhook.refused", 422, "Adresse d'appel refusée", "Webhook address refused",
        "Faites ajouter l'hôte à `webhooks.hosts` par l'exploitant, ou suivez le lot sans appel.";
    /// This key belongs to another request.
    IdempotencyKeyReused = "idempotency.key_reused", 422, "Clé d'idempotence déjà employée", "Idempotency-Key already used",
        "Prenez une clé neuve pour chaque demande ; un dossier corrigé est une autre demande.";
    /// Findings close what is asked.
    Blocked = "claim.blocked", 422, "Le dossier est bloqué", "The claim is blocked",
        "Suivez le remède de chaque constat de `findings`.";
    /// The files sent are not those of the exhibits.
    FilesRefused = "exhibits.refused", 422, "Pièces refusées", "Files refused",
        "Remplacez le fichier désigné, ou corrigez son nom.";
    /// The deadline is refused.
    DeadlineRefused = "deadline.refused", 422, "Délai non calculable", "Deadline cannot be computed",
        "Lisez le motif : la loi ne donne pas ce délai pour ces faits.";
    /// No court can be named.
    CourtUndetermined = "court.undetermined", 422, "Juridiction non déterminée", "Court not determined",
        "Choisissez parmi `candidates` ou `options`, ou donnez le code INSEE.";
    /// The rule set covers no such day.
    NoVersion = "rules.no_version", 422, "Règle inconnue à cette date", "Rule unknown on that date",
        "Choisissez une date couverte, ou mettez les règles à jour.";
    /// A text of the claim cannot be put on paper.
    Unprintable = "document.unprintable", 422, "Document impossible à composer", "Document cannot be composed",
        "Remplacez les caractères que le message cite.";
    /// The document takes more time or memory than one may.
    TooHeavy = "document.too_heavy", 422, "Document trop lourd", "Document too heavy",
        "Raccourcissez les textes ou scindez le dossier : réessayer ne sert à rien.";
    /// The claim has nothing for this document.
    NothingToWrite = "document.not_applicable", 422, "Document sans objet", "Document not applicable",
        "Complétez le dossier de ce que le message nomme.";
    /// Two documents of a bundle disagree: nothing is packed.
    Inconsistent = "bundle.inconsistent", 500, "Documents discordants", "Documents disagree",
        "Signalez l'incident avec l'en-tête `x-request-id` : c'est une faute du service.";
    /// A fault of ours; nothing is said of it.
    Server = "server.error", 500, "Erreur interne", "Internal error",
        "Signalez l'incident avec l'en-tête `x-request-id`.";
    /// The rule set or the templates cannot be used.
    Installation = "installation.broken", 500, "Installation inutilisable", "Unusable installation",
        "Réparez l'installation que le message nomme.";
    /// This document or bundle is not drawn up yet.
    NotImplemented = "document.not_available", 501, "Document non disponible", "Document not available",
        "Choisissez un autre document.";
    /// Every slot is taken.
    Busy = "service.busy", 503, "Service momentanément saturé", "Service momentarily saturated",
        "Envoyez la même demande après `Retry-After`.";
    /// Rules, templates, workers or database cannot be used.
    NotReady = "service.not_ready", 503, "Service non prêt", "Service not ready",
        "Réparez ce que `failed` nomme ; le journal dit pourquoi.";
    /// The work took longer than it may.
    Overtime = "service.overtime", 503, "Traitement trop long", "Processing took too long",
        "Réessayez après `Retry-After`, ou scindez le dossier.";
}

/// One fault, with its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Fault {
    /// Stable code.
    pub code: String,
    /// RFC 6901; empty for the whole.
    pub pointer: String,
    /// French message.
    pub message: String,
}

impl Fault {
    /// A fault.
    #[must_use]
    pub fn new(code: &str, pointer: &str, message: impl Into<String>) -> Self {
        Fault { code: code.to_owned(), pointer: pointer.to_owned(), message: message.into() }
    }
}

/// A problem, ready to be shown.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Which.
    pub code: Code,
    /// French sentence for this occurrence.
    pub detail: String,
    /// Where it occurred: the path of the request, or the verb of the command line.
    pub instance: String,
    /// All the faults, when they can be told one by one.
    pub errors: Vec<Fault>,
    /// Further members: findings, candidates.
    pub more: Map<String, Value>,
    /// Of the title.
    pub language: Language,
}

impl Problem {
    /// A problem without list of faults.
    #[must_use]
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        Problem {
            code,
            detail: detail.into(),
            instance: String::new(),
            errors: Vec::new(),
            more: Map::new(),
            language: Language::French,
        }
    }

    /// A fault of ours: the cause is logged, never shown.
    #[must_use]
    pub fn server() -> Self {
        Problem::new(Code::Server, "Le service n'a pas pu répondre ; l'incident est journalisé.")
    }

    /// Every place is taken: the same request may succeed in a moment.
    #[must_use]
    pub fn busy() -> Self {
        let detail = "Toutes les places de traitement sont prises : réessayez dans quelques secondes.";
        Problem::new(Code::Busy, detail)
    }

    /// The time of the request is over.
    #[must_use]
    pub fn overtime() -> Self {
        let detail = "Le traitement a été abandonné, car trop long : réessayez, ou scindez le dossier.";
        Problem::new(Code::Overtime, detail)
    }

    /// With its faults; past a thousand, the rest is counted: what is sent must not come back ten times larger.
    #[must_use]
    pub fn with_errors(mut self, mut errors: Vec<Fault>) -> Self {
        const MOST: usize = 1_000;
        // A list that was cut already says so in one line more.
        if errors.len() > MOST + 1 {
            let more = errors.len() - MOST;
            errors.truncate(MOST);
            let message =
                format!("{more} autres erreurs ne sont pas affichées\u{a0}: corrigez d’abord celles-ci.");
            errors.push(Fault::new("errors.too_many", "", message));
        }
        self.errors = errors;
        self
    }

    /// With a further member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Serialize) -> Self {
        self.more.insert(name.to_owned(), serde_json::to_value(value).unwrap_or(Value::Null));
        self
    }

    /// With its title in a language.
    #[must_use]
    pub fn titled(mut self, language: Language) -> Self {
        self.language = language;
        self
    }

    /// With the place of its occurrence.
    #[must_use]
    pub fn at(mut self, instance: impl Into<String>) -> Self {
        self.instance = instance.into();
        self
    }
}

impl Serialize for Problem {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut map = s.serialize_map(None)?;
        map.serialize_entry("type", &format!("urn:creance:problem:{}", self.code.name()))?;
        map.serialize_entry("title", self.code.title(self.language))?;
        map.serialize_entry("status", &self.code.status())?;
        map.serialize_entry("detail", &self.detail)?;
        map.serialize_entry("instance", &self.instance)?;
        if !self.errors.is_empty() {
            map.serialize_entry("errors", &self.errors)?;
        }
        for (name, value) in &self.more {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_has_the_members_of_the_contract() {
        let p = Problem::new(Code::ClaimUnusable, "non").at("/v1/check");
        let json = serde_json::to_value(p.with_errors(vec![Fault::new("a.b", "/c", "d")])).unwrap();
        let keys: Vec<_> = json.as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["type", "title", "status", "detail", "instance", "errors"]);
        assert_eq!(json["type"], "urn:creance:problem:claim.unusable");
        assert_eq!(json["status"], 422);
        assert_eq!(json["errors"][0], serde_json::json!({ "code": "a.b", "pointer": "/c", "message": "d" }));
    }

    #[test]
    fn a_title_may_be_english() {
        let told = serde_json::to_value(Problem::busy().titled(Language::English)).unwrap();
        assert_eq!(told["title"], "Service momentarily saturated");
    }

    #[test]
    fn codes_are_unique_and_have_a_title() {
        let mut names: Vec<_> = Code::ALL.iter().map(|c| c.name()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), Code::ALL.len());
        assert!(
            Code::ALL
                .iter()
                .all(|c| (400..600).contains(&c.status()) && !c.title(Language::French).is_empty())
        );
    }
}
