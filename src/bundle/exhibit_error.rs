//! Why an exhibit is refused: each reason says what the file is and what to do.

use serde::{Deserialize, Serialize};

use super::exhibit_format::{ExhibitFormat, Foreign};

/// Why an exhibit is refused, and what to do. The message never holds more of the file than its size and format.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum ExhibitError {
    /// Zero bytes.
    #[error("le fichier est vide : joignez-le à nouveau")]
    Empty,
    /// Past [`Limits::max_bytes`].
    #[error("le fichier dépasse {} : réduisez la définition du scan ou scindez la pièce", mebibytes(*.limit))]
    TooLarge {
        /// The limit, in bytes.
        limit: usize,
    },
    /// Past [`Limits::max_pages`].
    #[error("le PDF compte {pages} pages, plus que les {limit} admises : scindez la pièce")]
    TooManyPages {
        /// How many it has.
        pages: usize,
        /// How many are admitted.
        limit: usize,
    },
    /// Past [`Limits::max_pixels`] or [`Limits::max_side`].
    #[error("l'image mesure {width} × {height} pixels, plus que ce qui est admis : réduisez sa définition")]
    TooManyPixels {
        /// Width it claims.
        width: u32,
        /// Height it claims.
        height: u32,
    },
    /// Neither PDF, PNG nor JPEG.
    #[error("le fichier {found}")]
    UnknownFormat {
        /// What it looks like.
        found: Foreign,
    },
    /// The extension says one thing, the bytes another.
    #[error(
        "le fichier porte l'extension d'un autre format, son contenu est du {found} : vérifiez que c'est la bonne pièce, puis renommez-la"
    )]
    WrongExtension {
        /// What the bytes are.
        found: ExhibitFormat,
    },
    /// A password is needed, or a protection restricts what may be done.
    #[error(
        "le PDF est protégé (mot de passe ou restrictions) : enregistrez-en une copie sans protection, ou imprimez-le en PDF"
    )]
    Encrypted,
    /// A form whose pages only exist in one vendor's software.
    #[error(
        "le PDF est un formulaire dynamique (XFA) dont les pages ne s'affichent pas partout : ouvrez-le et imprimez-le en PDF"
    )]
    Xfa,
    /// Several files in one envelope; its only page says to open another program.
    #[error(
        "le PDF est un porte-documents qui contient d'autres fichiers : joignez chacun d'eux, en PDF, comme une pièce"
    )]
    Portfolio,
    /// Parts that the file hides and that another reader would show.
    #[error(
        "le PDF contient des calques masqués, qui pourraient apparaître : imprimez-le en PDF tel qu'il s'affiche, et joignez cette copie"
    )]
    HiddenLayers,
    /// Only the first picture would be seen.
    #[error("l'image est animée : joignez en PDF ou en PNG les vues à produire")]
    Animated,
    /// A field, a signature or a note that is seen over the page and that the file does not draw itself.
    #[error(
        "la page {page} du PDF porte un champ rempli, une signature ou une annotation qui ne peut pas être repris : imprimez le document en PDF pour l'aplatir"
    )]
    Annotations {
        /// The first page concerned, from 1.
        page: usize,
    },
    /// No page at all.
    #[error("le PDF ne contient aucune page : joignez le document complet")]
    NoPage,
    /// Cut, damaged or unparsable.
    #[error(
        "le fichier {format} est endommagé ou incomplet : ouvrez l'original, enregistrez-le à nouveau et joignez cette copie"
    )]
    Corrupt {
        /// What it claims to be.
        format: ExhibitFormat,
    },
    /// It ended the process that read it.
    #[error(
        "le fichier demande trop de temps ou de mémoire pour être lu : imprimez-le en PDF, au besoin en plusieurs pièces"
    )]
    TooHeavy,
}

fn mebibytes(bytes: usize) -> String {
    if bytes.is_multiple_of(1_048_576) {
        format!("{} Mio", bytes / 1_048_576)
    } else {
        format!("{bytes} octets")
    }
}
