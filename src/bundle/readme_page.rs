//! The sheet that `LISEZMOI.txt` is written on: plain text, at most 78 columns.

use crate::documents::french;

/// Columns of a line.
pub(super) const WIDTH: usize = 78;

/// Lines of at most [`WIDTH`] characters.
#[derive(Default)]
pub(super) struct Page {
    pub text: String,
}

impl Page {
    /// A line as it is.
    pub fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    /// The head of a section.
    pub fn heading(&mut self, heading: &str) {
        let heading = french::typeset(heading);
        self.line("");
        self.line(&heading);
        self.line(&"-".repeat(heading.chars().count().min(WIDTH)));
    }

    /// Something to do.
    pub fn check(&mut self, what: &str) {
        self.wrap("[ ] ", "    ", what);
    }

    /// One of a list.
    pub fn bullet(&mut self, what: &str) {
        self.wrap(" -  ", "    ", what);
    }

    /// What qualifies the line above.
    pub fn note(&mut self, what: &str) {
        self.wrap("    ", "    ", what);
    }

    /// A sentence.
    pub fn item(&mut self, what: &str) {
        self.wrap("    ", "    ", what);
    }

    /// Breaks at ordinary spaces only; a word longer than the line stays whole.
    pub fn wrap(&mut self, first: &str, next: &str, text: &str) {
        let typeset = french::typeset(text);
        let mut line = first.to_owned();
        let mut empty = true;
        for word in typeset.split(' ').filter(|w| !w.is_empty()) {
            let room = line.chars().count() + usize::from(!empty) + word.chars().count();
            if !empty && room > WIDTH {
                let full = std::mem::replace(&mut line, next.to_owned());
                self.line(full.trim_end());
                empty = true;
            }
            if !empty {
                line.push(' ');
            }
            line.push_str(word);
            empty = false;
        }
        self.line(line.trim_end());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_short_and_whole() {
        let mut page = Page::default();
        let text = "Une phrase assez longue pour tenir sur plusieurs lignes : elle est coupée aux espaces, jamais dans un mot ni devant un deux-points.";
        page.check(text);
        assert!(page.text.lines().count() > 1);
        assert!(page.text.lines().all(|l| l.chars().count() <= WIDTH), "{}", page.text);
        let words = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(words(&page.text.replace("[ ]", "")), words(&french::typeset(text)));
    }
}
