//! The creditor's logo, at the head of the letters of an application.

use std::sync::{Arc, OnceLock};

use super::{App, AppError};
use crate::render::logo::Logo;

impl App {
    /// The same application whose letters bear a logo at their head; without logo, the same application.
    ///
    /// # Errors
    /// A picture that cannot be printed.
    pub fn with_logo(&self, bytes: Option<&[u8]>) -> Result<App, AppError> {
        if let Some(bytes) = bytes {
            Logo::read(bytes)?.tried(self.renderer()?, self.today())??;
        }
        self.with_tried_logo(bytes)
    }

    /// As [`App::with_logo`], for a logo that was tried already.
    ///
    /// # Errors
    /// A picture that is none.
    pub fn with_tried_logo(&self, bytes: Option<&[u8]>) -> Result<App, AppError> {
        let mut renderer = self.renderer.clone();
        if let Some(bytes) = bytes {
            self.renderer()?;
            let logo = Logo::read(bytes)?;
            if let Some(Ok(plain)) = self.renderer.get() {
                renderer = Arc::new(OnceLock::from(Ok(logo.over(plain.clone()))));
            }
        }
        Ok(self.over(renderer))
    }
}
