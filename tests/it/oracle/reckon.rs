//! The second opinion: the same statement, reckoned day by day in cents and exact fractions, written from the law and
//! the contract (§ 3.2) alone. Slow and plain on purpose; it shares nothing with the engine but the published rates.

use std::collections::BTreeMap;

use creance::domain::{Day, RateSeries};
use creance::rules::Rules;

use super::scenario::{Clause, Creditor, Debtor, Scenario};

/// Ten-thousandths of a percent.
type PerMyriad = i128;

/// Every published rate on every day, looked up one by one.
pub struct Table(BTreeMap<&'static str, Vec<Option<PerMyriad>>>);

fn origin() -> Day {
    Day::from_ymd_opt(2010, 1, 1).unwrap()
}

impl Table {
    pub fn read(rules: &Rules) -> Table {
        let end = Day::from_ymd_opt(2026, 12, 31).unwrap();
        let days: Vec<Day> = origin().iter_days().take_while(|d| *d <= end).collect();
        let rate = |s: RateSeries, d: &Day| {
            let text = rules.rate_on(s, *d).ok()?.0.to_string();
            let (whole, frac) = text.split_once('.')?;
            Some(whole.parse::<i128>().ok()? * 10_000 + format!("{frac:0<4}").parse::<i128>().ok()?)
        };
        Table(
            RateSeries::ALL.iter().map(|s| (s.name(), days.iter().map(|d| rate(*s, d)).collect())).collect(),
        )
    }

    /// `None`: not published, the statement must be refused.
    fn on(&self, series: RateSeries, day: Day) -> Option<PerMyriad> {
        self.0[series.name()][usize::try_from((day - origin()).num_days()).unwrap()]
    }
}

/// Days at one rate on one base.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    pub from: Day,
    pub to: Day,
    pub base: i128,
    pub rate: PerMyriad,
    common_days: i128,
    leap_days: i128,
}

impl Run {
    /// Half-up to the cent: base × rate × days / 36 500, or each day over the length of its own year.
    pub fn cents(&self, actual: bool) -> i128 {
        let (n, d) = if actual {
            (self.common_days * 366 + self.leap_days * 365, 365 * 366)
        } else {
            (self.common_days + self.leap_days, 365)
        };
        let (n, d) = (self.base * self.rate * n, d * 100 * 10_000);
        (2 * n + d).div_euclid(2 * d)
    }
}

/// One debt as the days go by.
#[derive(Debug, Clone)]
pub struct Line {
    pub principal: i128,
    pub credited: i128,
    pub runs: Vec<Run>,
    pub interest_paid: i128,
    pub indemnity: i128,
    pub indemnity_paid: i128,
    extinguished_on: Option<Day>,
    after: Option<Day>,
    last_day: Option<Day>,
}

/// What a payment took of a debt: indemnity, interest, principal.
pub type Share = (usize, [i128; 3]);

/// The whole.
#[derive(Debug)]
pub struct Reckoned {
    pub lines: Vec<Line>,
    pub payments: Vec<(usize, Vec<Share>)>,
    pub over: i128,
    /// Base × rate of each debt that bears interest, on the day of the statement.
    pub bearing: i128,
}

fn professional(s: &Scenario) -> bool {
    s.creditor == Creditor::Company && s.debtor != Debtor::Consumer
}

fn price(s: &Scenario) -> bool {
    !matches!(s.nature, "commercial_lease" | "tort")
}

/// C. com., art. L. 441-10 and CCP, art. R. 2192-31: of right, unless the creditor asks for the legal rate only.
fn of_right(s: &Scenario) -> bool {
    professional(s) && price(s) && s.asked != Some("legal")
}

/// The rate of one debt on one day.
fn rate(s: &Scenario, debt: usize, day: Day, after: Day, t: &Table) -> Option<PerMyriad> {
    let legal = match s.creditor {
        Creditor::Private => RateSeries::LegalParticuliers,
        Creditor::Company => RateSeries::LegalAutres,
    };
    let clause = s.debts[debt].clause;
    let plain = |c: Clause, d: Day| match c {
        Clause::Fixed(r) => Some(r),
        Clause::Series(series) => t.on(series, d),
    };
    if !of_right(s) {
        let stipulated = clause.filter(|_| s.asked == Some("contractual") && !(professional(s) && price(s)));
        return stipulated.map_or_else(|| t.on(legal, day), |c| plain(c, day));
    }
    let first = after.succ_opt().unwrap();
    if s.debtor == Debtor::PublicBuyer {
        return t.on(RateSeries::PublicBuyer, first);
    }
    let day = if s.choices.first_half_year { first } else { day };
    let Some(clause) = clause else { return t.on(RateSeries::B2bDefault, day) };
    let asked = plain(clause, day)?;
    // B2B-07: the default rate and three times the legal rate are the law's own.
    let own = matches!(clause, Clause::Series(RateSeries::B2bDefault | RateSeries::B2bFloor));
    let floor = t.on(RateSeries::B2bFloor, day)?;
    if own || asked >= floor {
        return Some(asked);
    }
    match s.choices.below_floor {
        "default_rate" => t.on(RateSeries::B2bDefault, day),
        "floor" => Some(floor),
        _ => Some(asked),
    }
}

impl Line {
    fn interest(&self, actual: bool) -> i128 {
        self.runs.iter().map(|r| r.cents(actual)).sum()
    }

    fn late(&self, due: Day, day: Day) -> bool {
        day > due && self.extinguished_on.is_none_or(|d| d > due)
    }

    fn lower(&mut self, by: i128, day: Day) {
        self.principal -= by;
        if self.principal == 0 && by > 0 {
            self.extinguished_on.get_or_insert(day);
        }
    }

    /// One day of interest: joined to the run of the eve when rate and base are the same.
    fn bear(&mut self, day: Day, rate: PerMyriad) {
        let eve = day.pred_opt().unwrap();
        let (common, leap) = if day.leap_year() { (0, 1) } else { (1, 0) };
        match self.runs.last_mut() {
            Some(r) if r.to == eve && r.base == self.principal && r.rate == rate => {
                r.to = day;
                r.common_days += common;
                r.leap_days += leap;
            }
            _ => self.runs.push(Run {
                from: day,
                to: day,
                base: self.principal,
                rate,
                common_days: common,
                leap_days: leap,
            }),
        }
    }
}

fn open(s: &Scenario, debt: usize) -> Line {
    let d = &s.debts[debt];
    let notice = s.notices.iter().filter(|n| **n > d.due).min().copied();
    // What was born after the opening is paid when due: nothing forbids it (INS-06).
    let opened_before = s.insolvency.filter(|o| *o <= d.due && d.issued < *o).is_some();
    let begun_2013 = d.issued >= Day::from_ymd_opt(2013, 1, 1).unwrap();
    let forty = professional(s) && price(s) && !opened_before && begun_2013;
    Line {
        principal: d.cents,
        credited: 0,
        runs: Vec::new(),
        interest_paid: 0,
        indemnity: if forty { 4_000 } else { 0 },
        indemnity_paid: 0,
        extinguished_on: None,
        after: if of_right(s) { Some(d.due) } else { notice },
        // INS-04: a debt born before the opening bears interest to its eve.
        last_day: s.insolvency.filter(|o| d.issued < *o).and_then(|o| o.pred_opt()),
    }
}

/// C. civ., art. 1343-5: penalties do not run while a judge grants time; the legal rate is no penalty.
fn paused(s: &Scenario, debt: usize, day: Day) -> bool {
    let clause =
        s.asked == Some("contractual") && s.debts[debt].clause.is_some() && !(professional(s) && price(s));
    (of_right(s) || clause) && s.grace.is_some_and(|(from, to)| from <= day && day <= to)
}

fn bears(s: &Scenario, debt: usize, line: &Line, day: Day) -> bool {
    line.principal > 0
        && line.after.is_some_and(|a| day > a)
        && line.last_day.is_none_or(|l| day <= l)
        && !paused(s, debt, day)
}

pub fn reckon(s: &Scenario, t: &Table) -> Option<Reckoned> {
    let mut lines: Vec<Line> = (0..s.debts.len()).map(|i| open(s, i)).collect();
    let mut oldest: Vec<usize> = (0..lines.len()).collect();
    oldest.sort_by_key(|i| (s.debts[*i].due, *i));
    let actual = s.choices.actual;
    let mut out = Vec::new();
    let mut over = 0;
    let movements = s.credit_notes.iter().map(|c| c.on).chain(s.payments.iter().map(|p| p.on));
    let first = movements.chain(s.debts.iter().map(|d| d.due)).min().unwrap();
    for day in first.iter_days().take_while(|d| *d <= s.as_of) {
        for note in s.credit_notes.iter().filter(|c| c.on == day) {
            let mut left = note.cents;
            for i in note.debt.into_iter().chain(oldest.clone()) {
                let taken = left.min(lines[i].principal);
                lines[i].lower(taken, day);
                lines[i].credited += taken;
                left -= taken;
            }
            over += left;
        }
        for i in 0..lines.len() {
            if bears(s, i, &lines[i], day) {
                let r = rate(s, i, day, lines[i].after?, t)?;
                lines[i].bear(day, r);
            }
        }
        for (n, p) in s.payments.iter().enumerate().filter(|(_, p)| p.on == day) {
            let principal_first = p.principal_first.unwrap_or(s.choices.principal_first);
            let mut left = p.cents;
            let mut shares: BTreeMap<usize, [i128; 3]> = BTreeMap::new();
            let order = || p.debt.into_iter().chain(oldest.clone());
            for i in order() {
                let owed = |l: &Line| {
                    let forty = if l.late(s.debts[i].due, day) { l.indemnity - l.indemnity_paid } else { 0 };
                    (forty, l.interest(actual) - l.interest_paid)
                };
                let (forty, interest) = owed(&lines[i]);
                let got = shares.entry(i).or_default();
                if s.choices.indemnity_first {
                    let taken = left.min(forty);
                    lines[i].indemnity_paid += taken;
                    got[0] += taken;
                    left -= taken;
                }
                for what in if principal_first { [2, 1] } else { [1, 2] } {
                    let taken = left.min(if what == 1 { interest } else { lines[i].principal });
                    if what == 1 {
                        lines[i].interest_paid += taken;
                    } else {
                        lines[i].lower(taken, day);
                    }
                    got[what] += taken;
                    left -= taken;
                }
            }
            for i in order() {
                let l = &mut lines[i];
                let forty = if l.late(s.debts[i].due, day) { l.indemnity - l.indemnity_paid } else { 0 };
                let taken = left.min(forty);
                l.indemnity_paid += taken;
                shares.entry(i).or_default()[0] += taken;
                left -= taken;
            }
            over += left;
            shares.retain(|_, s| s.iter().sum::<i128>() > 0);
            out.push((n, shares.into_iter().collect()));
        }
    }
    let mut bearing = 0;
    let tomorrow = s.as_of.succ_opt()?;
    for (i, l) in lines.iter().enumerate().filter(|(i, l)| bears(s, *i, l, tomorrow)) {
        bearing += l.principal * rate(s, i, s.as_of, l.after?, t)?;
    }
    for (i, l) in lines.iter_mut().enumerate() {
        if !l.late(s.debts[i].due, s.as_of) {
            l.indemnity = 0;
        }
    }
    Some(Reckoned { lines, payments: out, over, bearing })
}
