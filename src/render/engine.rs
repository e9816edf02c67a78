//! The engine: fonts, library and parsed templates, built once and shared by all jobs.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::Datelike;
use typst::LibraryExt;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Smart};
#[cfg(test)]
use typst::layout::Abs;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
#[cfg(test)]
use typst::text::FontVariations;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use super::error::{describe, from_diagnostics};
use super::object_streams::packed;
use super::templates::is_font;
use super::world::JobWorld;
use super::{Job, MAX_FILES, Pdf, RenderError, Renderer, Standard, TemplateFiles, check_bounds};
use crate::domain::Day;

/// Typst has 65,535 paths for the life of a process; a directory that is no set of templates must not use them up.
const MAX_TEMPLATES: usize = 4_000;

/// What small documents leave serves those that follow: evaluated templates, prepared fonts, paragraphs that are always
/// the same. It is looked over every so many pages, which bounds it: a page leaves up to 4 MiB.
const LOOKED_OVER: usize = 12;

/// How often it may be looked over without having served before it goes. Workers make the papers of several files in
/// turn: less would forget each template before it comes again, and make whole bundles a fifth slower.
const REMEMBERED: usize = 3;

/// What a long document, or one with large files, leaves would be of no use to others and weigh for long.
const FEW_PAGES: usize = 10;
const FEW_BYTES: usize = 1 << 20;

/// Fonts, library and templates, ready to compile.
pub struct Engine {
    pub(super) library: LazyHash<typst::Library>,
    pub(super) book: LazyHash<FontBook>,
    pub(super) fonts: Vec<Font>,
    /// The `.typ` files, parsed.
    pub(super) sources: HashMap<FileId, Source>,
    /// What the templates may read besides: images, data of the layout.
    pub(super) assets: HashMap<FileId, Bytes>,
    pub(super) data_id: FileId,
    pub(super) file_ids: Vec<FileId>,
    /// Pages made since what is remembered was last looked over.
    pages: AtomicUsize,
}

impl Engine {
    /// Loads the fonts and parses the templates.
    ///
    /// # Errors
    /// When a font or a template cannot be read, or there is no font at all.
    pub fn new(files: &TemplateFiles) -> Result<Self, RenderError> {
        let count = files.iter().count();
        if count > MAX_TEMPLATES {
            return Err(RenderError::TooManyTemplates(count));
        }
        let mut fonts = Vec::new();
        let (mut sources, mut assets) = (HashMap::new(), HashMap::new());
        for (path, content) in files.iter() {
            let bytes = match content {
                std::borrow::Cow::Borrowed(b) => Bytes::new(*b),
                std::borrow::Cow::Owned(v) => Bytes::new(v.clone()),
            };
            if is_font(path) {
                let before = fonts.len();
                fonts.extend(Font::iter(bytes));
                if fonts.len() == before {
                    return Err(RenderError::UnreadableFont(path.to_owned()));
                }
            } else if path.ends_with(".typ") {
                let unreadable = || RenderError::UnreadableTemplate(path.to_owned());
                let id = file_id(path).ok_or_else(unreadable)?;
                let text = std::str::from_utf8(content).map_err(|_| unreadable())?;
                sources.insert(id, Source::new(id, text.to_owned()));
            } else if let Some(id) = file_id(path) {
                assets.insert(id, bytes);
            }
        }
        if fonts.is_empty() {
            return Err(RenderError::NoFont);
        }
        let mut book = FontBook::new();
        for font in &fonts {
            book.push(font.info().clone());
        }
        let fixed = |p: &str| file_id(p).ok_or_else(|| RenderError::UnreadableTemplate(p.to_owned()));
        Ok(Engine {
            library: LazyHash::new(typst::Library::default()),
            book: LazyHash::new(book),
            fonts,
            sources,
            assets,
            data_id: fixed("data.json")?,
            file_ids: (0..MAX_FILES).map(|n| fixed(&format!("files/{n}"))).collect::<Result<_, _>>()?,
            pages: AtomicUsize::new(0),
        })
    }

    /// The font families that templates may name, sorted.
    #[must_use]
    pub fn families(&self) -> Vec<String> {
        let mut out: Vec<_> = self.fonts.iter().map(|f| f.info().family.to_string()).collect();
        out.sort();
        out.dedup();
        out
    }

    /// How far a character moves the pen in an upright face, in thousandths of an em.
    #[cfg(test)]
    pub(crate) fn advance(&self, family: &str, weight: u16, c: char) -> Option<u32> {
        let font = self.fonts.iter().find(|f| {
            let (info, variant) = (f.info(), f.info().variant);
            info.family == family
                && variant.weight.to_number() == weight
                && variant.style == typst::text::FontStyle::Normal
        })?;
        let face = font.clone().instantiate(font.info().variant, Abs::pt(10.0), &FontVariations::default());
        let glyph = face.ttf().glyph_index(c)?;
        let units = u32::from(face.ttf().glyph_hor_advance(glyph)?) * 1_000;
        Some(units.div_ceil(u32::from(face.ttf().units_per_em())))
    }

    /// The pages before they are a PDF: where each thing stands.
    #[cfg(test)]
    pub(crate) fn lay_out(&self, job: &Job<'_>) -> PagedDocument {
        let main = self.sources.keys().copied().find(|id| id.vpath().get_without_slash() == job.template);
        let files = job.files.iter().map(|f| Bytes::new(f.clone())).collect();
        let data = Bytes::new(job.data.clone());
        let world = JobWorld { engine: self, main: main.expect("a template of ours"), data, files };
        let out = typst::compile::<PagedDocument>(&world).output;
        typst::comemo::evict(0);
        out.unwrap_or_else(|e| panic!("{}: {e:?}", job.template))
    }

    fn compile(&self, job: &Job<'_>) -> Result<Pdf, RenderError> {
        let mut pdf = self.exported(job)?;
        if let Standard::A2aUa1 | Standard::A3aUa1 = job.standard {
            pdf.bytes = packed(pdf.bytes);
        }
        // Pages of others stay as they are.
        Ok(pdf)
    }

    /// The file as the exporter writes it, all its objects in plain sight.
    ///
    /// # Errors
    /// As [`Renderer::render`](super::Renderer::render).
    pub fn exported(&self, job: &Job<'_>) -> Result<Pdf, RenderError> {
        let template = job.template;
        check_bounds(job)?;
        // A path is looked up among those already known, so that a job cannot add one.
        let main = self.sources.keys().copied().find(|id| id.vpath().get_without_slash() == template);
        let main = main.ok_or_else(|| RenderError::UnknownTemplate(template.to_owned()))?;
        let files = job.files.iter().map(|f| Bytes::new(f.clone())).collect();
        let world = JobWorld { engine: self, main, data: Bytes::new(job.data.clone()), files };
        let fail = |found: &[SourceDiagnostic]| from_diagnostics(&world, template, &job.data, found);

        let Warned { output, warnings } = typst::compile::<PagedDocument>(&world);
        let document = output.map_err(|e| fail(&e))?;
        // What layout remembered is of no use to the export: of a long table, half of all memory.
        if document.pages().len() > FEW_PAGES {
            typst::comemo::evict(0);
        }
        let bytes = typst_pdf::pdf(&document, &options(job.standard, job.day)).map_err(|e| fail(&e))?;
        Ok(Pdf {
            bytes,
            pages: document.pages().len(),
            warnings: warnings.iter().map(|w| describe(&world, w)).collect(),
        })
    }
}

impl Engine {
    /// Keeps what so many pages left, and forgets what has not served of late.
    fn remember(&self, pages: usize) {
        if self.pages.fetch_add(pages, Ordering::Relaxed) + pages >= LOOKED_OVER {
            self.pages.store(0, Ordering::Relaxed);
            typst::comemo::evict(REMEMBERED);
        }
    }
}

fn is_small(job: &Job<'_>, pdf: &Pdf) -> bool {
    let bytes: usize = job.data.len() + job.files.iter().map(Vec::len).sum::<usize>();
    pdf.pages <= FEW_PAGES && bytes <= FEW_BYTES
}

fn file_id(path: &str) -> Option<FileId> {
    Some(RootedPath::new(VirtualRoot::Project, VirtualPath::new(path).ok()?).intern())
}

fn options(standard: Standard, day: Day) -> PdfOptions {
    let wanted: &[PdfStandard] = match standard {
        Standard::A2aUa1 => &[PdfStandard::A_2a, PdfStandard::Ua_1],
        Standard::A3aUa1 => &[PdfStandard::A_3a, PdfStandard::Ua_1],
        Standard::Plain => &[PdfStandard::V_1_7],
        Standard::Plain20 => &[PdfStandard::V_2_0],
    };
    let noon = u8::try_from(day.month()).ok().zip(u8::try_from(day.day()).ok());
    let noon = noon.and_then(|(m, d)| Datetime::from_ymd_hms(day.year(), m, d, 12, 0, 0));
    PdfOptions {
        creator: Smart::Custom(Some(concat!("creance ", env!("CARGO_PKG_VERSION")).to_owned())),
        timestamp: noon.map(Timestamp::new_utc),
        // The sets are fixed and go together; a test compiles each.
        standards: PdfStandards::new(wanted).unwrap_or_default(),
        ..PdfOptions::default()
    }
}

/// Renders in this process, one job at a time a thread.
#[derive(Clone)]
pub struct InProcess(Arc<Engine>);

impl InProcess {
    /// A renderer over an engine; clones share it.
    #[must_use]
    pub fn new(engine: Engine) -> Self {
        InProcess(Arc::new(engine))
    }

    /// The engine.
    #[must_use]
    pub fn engine(&self) -> &Engine {
        &self.0
    }
}

impl Renderer for InProcess {
    fn render(&self, job: &Job<'_>) -> Result<Pdf, RenderError> {
        // A hostile image or PDF can make a decoder panic: that document is lost, and no other.
        let out = catch_unwind(AssertUnwindSafe(|| self.0.compile(job)));
        match &out {
            Ok(Ok(pdf)) if is_small(job, pdf) => self.0.remember(pdf.pages),
            // On the error path too: without it every distinct document stays in memory for ever.
            _ => typst::comemo::evict(0),
        }
        out.unwrap_or_else(|_| Err(RenderError::Crashed(job.template.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::LazyLock;

    const HEAD: &str = "#set document(title: \"Essai\")\n#set text(font: \"Creance Serif\", fallback: false, lang: \"fr\")\n#let d = json(\"/data.json\")\n";

    fn engine(body: &str) -> InProcess {
        let files = TemplateFiles::embedded()
            .with("selftest/main.typ", format!("{HEAD}{body}"))
            .with("selftest/part.typ", "#let nom(d) = text(font: \"Creance Sans\", d.nom)");
        InProcess::new(Engine::new(&files).unwrap())
    }

    static PLAIN: LazyLock<InProcess> =
        LazyLock::new(|| engine("= Titre\n#import \"part.typ\": nom\n#nom(d)"));

    fn job(nom: &str) -> Job<'static> {
        let data = serde_json::to_vec(&serde_json::json!({ "nom": nom })).unwrap();
        Job::new("selftest/main.typ", data, "2026-11-22".parse().unwrap())
    }

    #[test]
    fn the_embedded_families_are_the_two_of_the_templates() {
        assert_eq!(PLAIN.engine().families(), ["Creance Sans", "Creance Serif"]);
    }

    #[test]
    fn every_standard_renders_to_the_same_bytes_twice() {
        for standard in [Standard::A2aUa1, Standard::A3aUa1, Standard::Plain, Standard::Plain20] {
            let job = Job {
                standard,
                ..job("Lefèvre & Fils, 1\u{202f}234,56\u{a0}€ \u{2212}3 « œuvre » l\u{2019}été Ωω Жж ☐ ☑")
            };
            let first = PLAIN.render(&job).unwrap();
            typst::comemo::evict(0);
            let again = engine("= Titre\n#import \"part.typ\": nom\n#nom(d)").render(&job).unwrap();
            assert_eq!(first, again);
            assert_eq!((first.pages, first.warnings.len()), (1, 0), "{:?}", first.warnings);
            assert!(first.bytes.starts_with(if standard == Standard::Plain20 {
                b"%PDF-2.0"
            } else {
                b"%PDF-1.7"
            }));
        }
    }

    #[test]
    fn the_day_of_the_job_is_the_day_of_the_file() {
        let pdf = PLAIN.render(&job("A")).unwrap();
        let text = String::from_utf8_lossy(&pdf.bytes);
        assert!(text.contains("D:20261122"), "no creation date");
        let other = PLAIN.render(&Job { day: "2026-11-23".parse().unwrap(), ..job("A") }).unwrap();
        assert_ne!(pdf.bytes, other.bytes);
    }

    #[test]
    fn text_of_the_data_is_never_markup() {
        let pdf = PLAIN.render(&job("#let x = 1; *gras* $ #panic() \\ // /*")).unwrap();
        assert_eq!(pdf.pages, 1);
    }

    #[test]
    fn a_missing_glyph_is_told_by_its_character() {
        let err = PLAIN.render(&job("Société 株 test")).unwrap_err();
        let RenderError::MissingGlyph { template, characters, .. } = &err else { panic!("{err}") };
        assert_eq!(template, "selftest/main.typ");
        assert_eq!(characters, &['株']);
        assert!(err.to_string().contains("« 株 » (U+682A) de « Société 株 test »"), "{err}");
    }

    /// The letters of the official languages of the Union and of our neighbours.
    const LETTERS: &str = "aáàâäãåąăāæbcćčçċdďđðeéèêëęěėēfgğġģhħiíìîïįīıjkķlłľĺļŀmnńňñņŋoóòôöõőøœpqrŕřsśšşșßtťţțŧþ\
        uúùûüůűųūvwẁẃŵẅxyýỳŷÿzźžżαάβγδεέζηήθιίϊΐκλμνξοόπρσςτυύϋΰφχψωώ\
        абвгдежзийклмнопрстуфхцчшщъьюяѝёіїєґўђѓѕјљњћќџыэ\
        ảạấầẩẫậắằẳẵặẻẽẹếềểễệỉĩịỏọốồổỗộơớờởỡợủũụưứừửữựỷỹỵ";

    /// In each face that the templates use; a letter that one family lacks (ŧ of the Sámi) is taken from the other.
    #[test]
    fn every_face_draws_the_letters_of_europe() {
        let capitals: String = LETTERS.chars().flat_map(char::to_uppercase).collect();
        let main = "#import \"/common/base.typ\": setup, sans\n#let d = json(\"/data.json\")\n\
            #show: setup.with((title: \"Essai\", author: \"Essai\", running: \"\", footer: ()))\n= Titre\n\
            #d.nom #strong(d.nom) #emph(d.nom) #strong(emph(d.nom))\n\n\
            #set text(font: sans)\n\
            #d.nom #strong(d.nom) #emph(d.nom)\n";
        let files = TemplateFiles::embedded().with("selftest/main.typ", main);
        let renderer = InProcess::new(Engine::new(&files).unwrap());
        let pdf = renderer.render(&job(&format!("{LETTERS} {capitals}"))).unwrap_or_else(|e| panic!("{e}"));
        assert_eq!(pdf.warnings, Vec::<String>::new());
    }

    /// No character ends in an empty box or in a failure that nobody can act upon.
    #[test]
    fn a_character_is_drawn_left_out_or_named() {
        let beyond = "\u{202f}\u{a0}\u{ad}\u{200b}\u{200d}\u{2060}\u{feff}\u{fffd}\u{fffe}\u{e000}\u{f8ff}\u{10fffd}\
            \u{301}\u{326}\u{34f}ǅǆŉŧﬁ株☃😀אبکกა\u{1f1eb}\u{fe0f}①½²‰№";
        let mut named = String::new();
        for c in beyond.chars() {
            match PLAIN.render(&job(&format!("Alpha {c} beta"))) {
                Ok(pdf) => assert_eq!(pdf.warnings, Vec::<String>::new(), "U+{:04X}", u32::from(c)),
                Err(RenderError::MissingGlyph { characters, .. }) => {
                    assert_eq!(characters, [c]);
                    named.push(c);
                }
                Err(other) => panic!("U+{:04X}: {other}", u32::from(c)),
            }
        }
        assert!(named.contains('株') && named.contains('\u{e000}'), "{named:?}");
    }

    #[test]
    fn no_clock_no_disk_no_package_no_file_outside_the_job() {
        for body in [
            "#datetime.today().display()",
            "#read(\"/etc/passwd\")",
            "#read(\"../../Cargo.toml\")",
            "#import \"@preview/cetz:0.4.0\"",
            "#image(\"/files/0\")",
            "#image(\"/files/99\")",
            "#read(\"/fonts/creance-serif/CreanceSerif-Regular.otf\", encoding: none)",
        ] {
            let err = engine(body).render(&job("A")).unwrap_err();
            assert!(matches!(err, RenderError::Compile { .. }), "{body}: {err}");
            assert!(
                !err.to_string().contains("/root") && !err.to_string().contains(env!("CARGO_MANIFEST_DIR"))
            );
        }
    }

    #[test]
    fn an_error_names_the_template_and_the_line() {
        let err = engine("\n#d.absent").render(&job("A")).unwrap_err();
        assert_eq!(err.template(), Some("selftest/main.typ"));
        assert!(err.to_string().contains("selftest/main.typ:5"), "{err}");
        let err = PLAIN.render(&Job { template: "absent.typ", ..job("A") }).unwrap_err();
        assert_eq!(err, RenderError::UnknownTemplate("absent.typ".into()));
    }

    #[test]
    fn the_engine_refuses_what_it_cannot_read() {
        let files = TemplateFiles::embedded();
        let bad = Engine::new(&files.clone().with("a.typ", [0xff, 0xfe])).err();
        assert_eq!(bad, Some(RenderError::UnreadableTemplate("a.typ".into())));
        let bad = Engine::new(&files.with("fonts/x.ttf", *b"wOF2")).err();
        assert_eq!(bad, Some(RenderError::UnreadableFont("fonts/x.ttf".into())));
    }

    #[test]
    fn the_renderer_is_object_safe_and_bounded() {
        let r: &dyn Renderer = &*PLAIN;
        let err = r.render(&Job { files: vec![Vec::new(); MAX_FILES + 1], ..job("A") }).unwrap_err();
        assert!(matches!(err, RenderError::TooLarge { .. }));
    }
}
