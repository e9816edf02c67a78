//! The table as an XLSX workbook: true numbers and dates, the same bytes for the same statement.

use chrono::Datelike;
use rust_decimal::prelude::ToPrimitive;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatBorder, Workbook, Worksheet};

use super::{Cell, ExportError, HEADINGS, rows};
use crate::domain::Day;
use crate::statement::view::StatementView;

/// Widths of the columns, in characters.
const WIDTHS: [u32; 14] = [18, 11, 26, 18, 11, 11, 7, 14, 9, 15, 15, 15, 15, 60];

/// How each kind of cell is shown.
struct Styles {
    text: Format,
    day: Format,
    count: Format,
    amount: Format,
    rate: Format,
}

impl Styles {
    fn of(base: &Format) -> Styles {
        Styles {
            text: base.clone(),
            day: base.clone().set_num_format("dd/mm/yyyy"),
            count: base.clone().set_num_format("0"),
            // In a file the separators are those of English: the program shows « # ##0,00 € » in French.
            amount: base.clone().set_num_format("#,##0.00\\ \"€\""),
            rate: base.clone().set_num_format("0.00##"),
        }
    }
}

/// A day of the spreadsheet; `None` before 1900.
fn excel_day(d: Day) -> Option<ExcelDateTime> {
    let (year, month, day) =
        (d.year().try_into().ok()?, d.month().try_into().ok()?, d.day().try_into().ok()?);
    ExcelDateTime::from_ymd(year, month, day).ok()
}

fn write(sheet: &mut Worksheet, row: u32, col: u16, cell: &Cell, style: &Styles) -> Result<(), ExportError> {
    // A spreadsheet knows binary numbers only: this is the one place where a figure leaves the decimals, to be shown.
    match cell {
        Cell::Empty => sheet.write_blank(row, col, &style.text)?,
        Cell::Text(t) => sheet.write_string_with_format(row, col, t, &style.text)?,
        Cell::Count(n) => sheet.write_number_with_format(row, col, *n, &style.count)?,
        Cell::Amount(m) => {
            let shown = m.decimal().to_f64().unwrap_or_default();
            sheet.write_number_with_format(row, col, shown, &style.amount)?
        }
        Cell::Rate(r) => {
            let shown = r.percent().to_f64().unwrap_or_default();
            sheet.write_number_with_format(row, col, shown, &style.rate)?
        }
        Cell::Day(d) => match excel_day(*d) {
            Some(day) => sheet.write_datetime_with_format(row, col, &day, &style.day)?,
            None => sheet.write_string_with_format(row, col, d.to_string(), &style.text)?,
        },
    };
    Ok(())
}

/// The workbook.
///
/// # Errors
/// A text longer than a cell can hold.
pub fn xlsx(s: &StatementView) -> Result<Vec<u8>, ExportError> {
    let mut book = Workbook::new();
    let mut about = DocProperties::new().set_title("Décompte").set_subject(&s.reference);
    if let Some(day) = excel_day(s.as_of) {
        // Else the workbook would carry the hour it was made at.
        about = about.set_creation_datetime(&day);
    }
    book.set_properties(&about);
    let sheet = book.add_worksheet();
    sheet.set_name("Décompte")?;
    let heading = Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin);
    for ((col, title), width) in (0u16..).zip(HEADINGS).zip(WIDTHS) {
        sheet.set_column_width(col, width)?;
        sheet.write_string_with_format(0, col, title, &heading)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let (usual, bold) = (Styles::of(&Format::new()), Styles::of(&Format::new().set_bold()));
    for (row, line) in (1u32..).zip(rows(s)) {
        let style = if line.total { &bold } else { &usual };
        for (col, cell) in (0u16..).zip(&line.cells(s)) {
            write(sheet, row, col, cell, style)?;
        }
    }
    Ok(book.save_to_buffer()?)
}
