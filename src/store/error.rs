//! Why the database could not be used.

/// The state cannot be read or written. The cause is for the log: it may hold an address or a password's user.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Neither `sqlite:PATH` nor `postgres://…`.
    #[error("l'adresse de la base de données n'est ni « sqlite:CHEMIN » ni « postgres://… »")]
    Address,
    /// The file of the embedded database, or its directory, cannot be made.
    #[error("le fichier de la base de données, ou son répertoire, ne peut pas être créé")]
    Directory(#[source] std::io::Error),
    /// Its tables are not those of this version.
    #[error("les tables de la base de données ne sont pas celles de cette version")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// It does not answer, or refuses.
    #[error("la base de données ne répond pas")]
    Database(#[from] sqlx::Error),
    /// The system gives no random numbers.
    #[error("le système ne donne pas de nombres au hasard")]
    Random,
    /// What is written there is not ours.
    #[error("la base de données contient une valeur inconnue : {0}")]
    Content(&'static str),
}
