//! The paper of a stand-alone calculation.

use super::{App, AppError, Made};
use crate::documents::calculation::json;
use crate::documents::paper::Paper;
use crate::render::{Job, RenderError};

/// Where its layout stands among the templates.
const TEMPLATE: &str = "tools/main.typ";

impl App {
    /// A calculation as a PDF, dated today; `stem` names the file.
    ///
    /// # Errors
    /// A failure of rendering.
    pub fn calculation(&self, paper: &Paper, stem: &str) -> Result<Made, AppError> {
        let unwritten = |_| RenderError::UnreadableTemplate(TEMPLATE.to_owned());
        let job = Job::new(TEMPLATE, json(paper).map_err(unwritten)?, self.today());
        let bytes = self.renderer()?.render(&job)?.bytes;
        Ok(Made { file_name: format!("{stem}.pdf"), media_type: "application/pdf", bytes })
    }
}
