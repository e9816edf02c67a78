//! Several papers of one kind as one document: laid out together, each counting its own pages, a bookmark where it begins.

use serde::Serialize;
use serde_json::Value;

use crate::documents::build::Drafted;
use crate::domain::Day;
use crate::render::{Job, Pdf, RenderError, Renderer};

/// The template that lays them out.
const TEMPLATE: &str = "joined/papers.typ";

/// A paper and its bookmark.
pub(super) struct Paper<'a> {
    pub bookmark: String,
    pub draft: &'a Drafted,
}

#[derive(Serialize)]
struct Gathered<'a> {
    title: &'a str,
    template: &'a str,
    papers: Vec<Model>,
}

#[derive(Serialize)]
struct Model {
    bookmark: String,
    data: Value,
}

/// Lays out papers of one document, in their order.
///
/// # Errors
/// When the renderer refuses one.
pub(super) fn gather(
    papers: Vec<Paper<'_>>,
    title: &str,
    day: Day,
    renderer: &dyn Renderer,
) -> Result<Pdf, RenderError> {
    let unreadable = |e: serde_json::Error| RenderError::Compile {
        template: TEMPLATE.to_owned(),
        message: e.to_string(),
        hints: Vec::new(),
    };
    let template = papers.first().map_or_else(String::new, |p| p.draft.template.clone());
    let model =
        |p: Paper<'_>| Ok(Model { bookmark: p.bookmark, data: serde_json::from_slice(&p.draft.data)? });
    let papers: Result<Vec<Model>, serde_json::Error> = papers.into_iter().map(model).collect();
    let gathered = Gathered { title, template: &template, papers: papers.map_err(unreadable)? };
    let data = serde_json::to_vec(&gathered).map_err(unreadable)?;
    renderer.render(&Job::new(TEMPLATE, data, day))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::bundle::assemble_tests::{RENDERER, dossier_of, exhibits, shop};
    use crate::bundle::single::render_one;
    use crate::domain::Document;

    /// Letters to two debtors are text like any other, and each counts its own pages.
    #[test]
    fn letters_to_several_debtors_are_one_tagged_document() {
        let files = exhibits();
        let d = dossier_of("01_b2b_three_invoices.json", &files, |claim| {
            let mut other = claim["debtors"][0].clone();
            other["name"] = json!("Auberge du Parc");
            other["siren"] = json!("100021062");
            other.as_object_mut().unwrap().remove("siret");
            claim["debtors"].as_array_mut().unwrap().push(other);
            claim["joint_and_several"] = json!(true);
        });
        let make = |debtor| {
            let made = render_one(Document::MiseEnDemeure, debtor, &d, shop().law, &files, &*RENDERER);
            made.unwrap_or_else(|e| panic!("{e}"))
        };
        let (one, other, both) = (make(Some(0)), make(Some(1)), make(None));
        assert_eq!(both.pages, one.pages + other.pages);
        assert_eq!(both.warnings, Vec::<String>::new());
        let bytes = String::from_utf8_lossy(&both.bytes);
        assert!(
            bytes.contains("pdfaid:part") && bytes.contains("pdfuaid:part"),
            "no promise of PDF/A and PDF/UA"
        );
        assert!(both.bytes == make(None).bytes, "same bytes");
    }
}
