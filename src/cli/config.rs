//! `creance config`, and the configuration as every command of the service finds it.

use std::path::Path;
use std::process::ExitCode;

use super::args::{Configuration, ConfigurationVerb};
use super::{Failure, Outcome, output};
use crate::config::{Config, ConfigError, ConfigFault};
use crate::problem::{Code, Fault, Problem};

/// The file and the environment.
pub(super) fn read(path: Option<&Path>) -> Result<Config, Failure> {
    Config::read(path).map_err(|e| refused(&e))
}

/// Where the database is.
pub(super) fn database(config: &Config) -> Result<String, Failure> {
    let address = config.state.address(|name| std::env::var(name).ok());
    address.map_err(|reason| {
        let fault = ConfigFault { key: "state.database".to_owned(), origin: String::new(), message: reason };
        refused(&ConfigError::Invalid(vec![fault]))
    })
}

/// Every fault, at its key.
pub(super) fn refused(e: &ConfigError) -> Failure {
    let problem = match e {
        ConfigError::Unreadable(cause) => Problem::new(
            Code::Installation,
            format!("Le fichier de configuration ne peut pas être lu : {}.", output::reason(cause)),
        ),
        ConfigError::Invalid(faults) => {
            let told = faults.iter().map(|f| {
                let pointer: String =
                    f.key.split('.').filter(|k| !k.is_empty()).map(|k| format!("/{k}")).collect();
                Fault::new("config.invalid", &pointer, f.to_string())
            });
            Problem::new(Code::Installation, "La configuration ne peut pas être utilisée.")
                .with_errors(told.collect())
        }
    };
    Failure::from(problem)
}

/// `creance config check`
pub(super) fn config(args: &Configuration) -> Outcome {
    let ConfigurationVerb::Check { config } = &args.verb;
    let config = read(config.as_deref())?;
    let address = database(&config)?;
    output::raw(config.shown(Some(&address)).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}
