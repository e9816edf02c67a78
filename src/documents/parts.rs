//! The pieces documents are made of: final French text in the shapes the common templates lay out.
//!
//! A template receives these as JSON and decides where they stand, never what they say.

use serde::Serialize;

use super::french;

/// What every document carries besides its body.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meta {
    /// Title of the file's properties: says which document, for whom, in which file.
    pub title: String,
    /// Who issues it, for the file's properties.
    pub author: String,
    /// What the head of the second page and the following recall: addressee, reference, date.
    pub running: String,
    /// Legal mentions at the foot of each page (C. com., art. R. 123-237 and R. 123-238), or nothing.
    pub footer: Vec<String>,
}

/// A file that a PDF carries with it (PDF/A-3), for programs; the template finds it among the files of the job.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Attachment {
    /// Its name inside the PDF.
    pub name: String,
    /// Media type.
    pub media_type: String,
    /// What it is, for whoever sees it in a reader.
    pub description: String,
}

/// A named value: « Nos réf. : 2026-0412 ». The label holds its own colon.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Pair {
    /// « Nos réf. : ».
    pub label: String,
    /// The value.
    pub value: String,
}

impl Pair {
    /// A label of ours, its colon added, and a value as it is to be printed.
    #[must_use]
    pub fn new(label: &str, value: impl Into<String>) -> Pair {
        Pair { label: format!("{}{}:", french::typeset(label), french::NBSP), value: value.into() }
    }
}

/// What stands in a section, from top to bottom.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Block {
    /// A paragraph.
    Text {
        /// Its sentence or sentences.
        text: String,
    },
    /// A paragraph that must be seen: the demand of a formal notice.
    Strong {
        /// Its sentence.
        text: String,
    },
    /// A sentence of a text, printed word for word, with its article.
    Quote {
        /// The paragraphs, as the text words them.
        paragraphs: Vec<String>,
        /// The article, as printed.
        source: String,
    },
    /// Points without order.
    Points {
        /// One each.
        items: Vec<String>,
    },
    /// Points numbered from one.
    Steps {
        /// One each.
        items: Vec<String>,
    },
    /// Points numbered from one, the first made of parts: what a court is asked.
    Ordered {
        /// The first point.
        head: String,
        /// What it is made of.
        parts: Vec<String>,
        /// The points that follow.
        rest: Vec<String>,
    },
    /// Names and values.
    Pairs {
        /// One a line.
        rows: Vec<Pair>,
    },
    /// A person: what is bold, then the rest of the identification.
    Party {
        /// « La société ALPHA ».
        name: String,
        /// « , société par actions simplifiée au capital de … ».
        rest: String,
        /// Addresses and numbers to reach the person.
        contacts: Vec<Pair>,
    },
    /// A table.
    Table(Table),
    /// Small print under a table.
    Notes {
        /// One each.
        items: Vec<String>,
    },
    /// A frame around what must not be missed: a last day, a sanction.
    Notice {
        /// Its title.
        heading: String,
        /// Its paragraphs.
        paragraphs: Vec<String>,
    },
    /// Dotted lines for a hand to write on, under what is to be written.
    Handwriting {
        /// What the hand copies or answers.
        prompt: String,
        /// How many lines.
        lines: u8,
    },
    /// An empty square before a choice left to the reader.
    Choices {
        /// One each.
        items: Vec<String>,
    },
}

impl Block {
    /// A paragraph.
    pub fn text(text: impl Into<String>) -> Block {
        Block::Text { text: text.into() }
    }
}

/// A heading and what stands under it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Section {
    /// The heading, a bookmark of the file.
    pub heading: String,
    /// What it holds.
    pub blocks: Vec<Block>,
}

impl Section {
    /// A heading of ours and its blocks.
    #[must_use]
    pub fn new(heading: &str, blocks: Vec<Block>) -> Section {
        Section { heading: french::typeset(heading), blocks }
    }
}

/// What a column holds: says how it is aligned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Words; takes the room that is left.
    Text,
    /// A number of order, a date, a rate: short and centred.
    Mark,
    /// An amount: aligned on its decimal comma.
    Amount,
}

/// A column: its heading and how wide its longest unbreakable content is.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Column {
    /// The heading.
    pub heading: String,
    /// What it holds.
    pub kind: Kind,
    /// Most characters of a cell (of a word of the heading when longer), so that widths are fixed before layout.
    pub chars: usize,
    /// Most characters of a whole cell: what a column of words would like.
    pub full: usize,
}

/// A table whose rows all have the width of its heading.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Table {
    /// What it shows, read aloud before its cells.
    pub caption: String,
    /// The columns.
    pub columns: Vec<Column>,
    /// The lines.
    pub rows: Vec<Vec<String>>,
    /// The lines of totals at the end.
    pub totals: Vec<Vec<String>>,
}

impl Table {
    /// The same table less one column.
    #[must_use]
    pub fn without(mut self, column: usize) -> Table {
        let drop = |cells: &mut Vec<String>| {
            if column < cells.len() {
                cells.remove(column);
            }
        };
        if column < self.columns.len() {
            self.columns.remove(column);
        }
        self.rows.iter_mut().for_each(drop);
        self.totals.iter_mut().for_each(drop);
        self
    }
}

/// Builds a [`Table`]; the number of columns is checked by the compiler.
#[derive(Debug)]
pub struct TableBuilder<const N: usize> {
    caption: String,
    columns: [(String, Kind); N],
    rows: Vec<[String; N]>,
    totals: Vec<[String; N]>,
}

impl<const N: usize> TableBuilder<N> {
    /// A table of these columns.
    #[must_use]
    pub fn new(caption: &str, columns: [(&str, Kind); N]) -> Self {
        TableBuilder {
            caption: french::typeset(caption),
            columns: columns.map(|(h, k)| (french::typeset(h), k)),
            rows: Vec::new(),
            totals: Vec::new(),
        }
    }

    /// One more line.
    pub fn row(&mut self, cells: [String; N]) {
        self.rows.push(cells);
    }

    /// One more line of totals.
    pub fn total(&mut self, cells: [String; N]) {
        self.totals.push(cells);
    }

    /// The table, with the width its columns need.
    #[must_use]
    pub fn build(mut self) -> Table {
        for cells in self.rows.iter_mut().chain(&mut self.totals) {
            for ((_, kind), cell) in self.columns.iter().zip(cells) {
                if *kind == Kind::Text {
                    *cell = french::foldable(cell, LONGEST_CELL_WORD);
                }
            }
        }
        let mut columns: Vec<Column> = self
            .columns
            .into_iter()
            .map(|(heading, kind)| {
                // Headings are bold and end in capitals or wide letters: one more character.
                let chars = longest_word(&heading) + 1;
                Column { heading, kind, chars, full: chars }
            })
            .collect();
        for cells in self.rows.iter().chain(&self.totals) {
            for (column, cell) in columns.iter_mut().zip(cells) {
                let needed = match column.kind {
                    Kind::Text => longest_word(cell),
                    Kind::Mark | Kind::Amount => cell.chars().count(),
                };
                column.chars = column.chars.max(needed);
                column.full = column.full.max(cell.chars().count());
            }
        }
        Table {
            caption: self.caption,
            columns,
            rows: self.rows.into_iter().map(Vec::from).collect(),
            totals: self.totals.into_iter().map(Vec::from).collect(),
        }
    }
}

/// Longest word of a cell: a longer one would make its column push the others off the page.
const LONGEST_CELL_WORD: usize = 24;

/// Longest word of a line, in capitals beside a label: no word is cut by a hyphen.
const LONGEST_WORD: usize = 40;

/// A model as its template reads it: no word is wider than its place, and the lengths that spare the layout work.
///
/// # Errors
/// When the model cannot be written as JSON.
pub(super) fn printable(model: &impl Serialize) -> Result<serde_json::Value, serde_json::Error> {
    fn fold(v: &mut serde_json::Value) {
        match v {
            serde_json::Value::String(s) if s.len() > LONGEST_WORD => {
                *s = french::foldable(s, LONGEST_WORD);
            }
            serde_json::Value::Array(a) => a.iter_mut().for_each(fold),
            serde_json::Value::Object(o) => o.values_mut().for_each(fold),
            _ => {}
        }
    }
    let mut value = serde_json::to_value(model)?;
    fold(&mut value);
    super::bounds::add(&mut value);
    Ok(value)
}

fn longest_word(text: &str) -> usize {
    text.split([' ', '-', '\u{200b}']).map(|w| w.chars().count()).max().unwrap_or(0)
}

/// Where a hand signs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Signature {
    /// « Pour le créancier », or nothing.
    pub on_behalf: String,
    /// Who signs.
    pub name: String,
    /// In which capacity.
    pub capacity: String,
    /// What the hand must write above the signature, or nothing.
    pub prompt: String,
}

/// The head and tail of a letter.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Letter {
    /// The creditor's name when the head is its own and may bear its logo, which that name describes; else nothing.
    pub letterhead: String,
    /// Name of the sender.
    pub sender: String,
    /// Form, address, telephone: one a line.
    pub sender_lines: Vec<String>,
    /// The window, six lines at most and a country.
    pub recipient: Vec<String>,
    /// « Lettre recommandée avec demande d’avis de réception … », or nothing.
    pub sending: String,
    /// References.
    pub references: Vec<Pair>,
    /// « Clermont-Ferrand, le 22 novembre 2026 ».
    pub place_date: String,
    /// What the letter is about.
    pub subject: String,
    /// « Madame, Monsieur, ».
    pub salutation: String,
    /// The closing formula.
    pub closing: String,
    /// Who signs.
    pub signature: Signature,
    /// What is enclosed.
    pub enclosures: Vec<String>,
}

/// The head and tail of a paper that is signed and filed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Act {
    /// Who it goes to, or who issues it: lines at the head.
    pub head: Vec<String>,
    /// What is left to the registry to write: « N° du greffe : ».
    pub registry: Vec<String>,
    /// The title.
    pub title: String,
    /// Under the title: the articles, the status.
    pub subtitle: String,
    /// Reference, parties, dates.
    pub summary: Vec<Pair>,
    /// « Fait à Clermont-Ferrand, le 22 novembre 2026 », and the number of originals.
    pub done_at: String,
    /// Who signs, side by side.
    pub signatures: Vec<Signature>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_longest_content() {
        let mut t = TableBuilder::new(
            "Sommes",
            [("N°", Kind::Mark), ("Facture payée", Kind::Text), ("Montant (en €)", Kind::Amount)],
        );
        t.row([
            "1".into(),
            "F-2026-0412 du lot".into(),
            french::figure(crate::domain::Money::from_cents(123_456_789)),
        ]);
        t.total([String::new(), "Total".into(), "9".into()]);
        let t = t.build();
        assert_eq!(t.columns.iter().map(|c| c.chars).collect::<Vec<_>>(), [3, 8, 12]);
        assert_eq!((t.rows.len(), t.totals.len()), (1, 1));
    }

    #[test]
    fn labels_carry_their_colon() {
        assert_eq!(Pair::new("Nos réf.", "x").label, "Nos réf.\u{a0}:");
    }
}
