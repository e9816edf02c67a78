//! Reads `legal-rules/courts/*.csv` into the directory. Refuses what does not hold together (unknown court,
//! commune without tribunal, order broken), naming file and line.

use std::collections::HashMap;

use csv::StringRecord;

use super::directory::{Alias, Commune, Court, CourtType, Directory, District, Slice, Sureness, postal};
use crate::domain::{Day, Period};
use crate::rules::RuleFiles;

/// A broken line of the court data.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}, ligne {line} : {what}")]
pub struct DataError {
    /// Path relative to `legal-rules/`.
    pub file: String,
    /// Line in the file, 1 for the header; 0 when the file is absent.
    pub line: u64,
    /// What is wrong.
    pub what: String,
}

const COURTS: &str = "courts/courts.csv";
const DISTRICTS: &str = "courts/districts.csv";
const COMMUNES: &str = "courts/communes.csv";
const ALIASES: &str = "courts/aliases.csv";

impl Directory {
    /// Reads and checks the four files.
    pub(crate) fn read(files: &RuleFiles) -> Result<Directory, DataError> {
        let mut d = Directory {
            courts: Vec::new(),
            districts: Vec::new(),
            communes: Vec::new(),
            aliases: Vec::new(),
            aliases_by_current: Vec::new(),
            names: String::new(),
            postal_codes: Vec::new(),
            children: Vec::new(),
            by_postal: Vec::new(),
        };
        rows(files, COURTS, |row| d.court(row))?;
        let mut ids = HashMap::new();
        rows(files, DISTRICTS, |row| d.district(row, &mut ids))?;
        let mut parents = Vec::new();
        rows(files, COMMUNES, |row| d.commune(row, &ids, &mut parents))?;
        for (line, child, parent) in parents {
            let found = d.commune_index(&parent);
            let at = |what: String| DataError { file: COMMUNES.into(), line, what };
            let parent = found.ok_or_else(|| at(format!("commune parente « {parent} » inconnue")))?;
            if let Some(c) = d.communes.get_mut(child) {
                c.parent = Some(parent);
            }
        }
        rows(files, ALIASES, |row| d.alias(row))?;
        d.index();
        Ok(d)
    }

    fn court(&mut self, row: &Row) -> Result<(), String> {
        let id = row.get("id")?;
        if self.courts.last().is_some_and(|last| *last.id >= *id) {
            return Err(format!("« {id} » n’est pas à sa place (tri par id, sans doublon)"));
        }
        let kind = match row.get("type")? {
            "TJ" => CourtType::Tj,
            "TPI" => CourtType::Tpi,
            "TPRX" => CourtType::Tprx,
            "TC" => CourtType::Tc,
            "TAE" => CourtType::Tae,
            "TMC" => CourtType::Tmc,
            "TJ_CHAMBRE_COMMERCIALE" => CourtType::CommercialChamber,
            "TPI_COMMERCIAL" => CourtType::TpiCommercial,
            other => return Err(format!("type « {other} » inconnu")),
        };
        let day = |field| -> Result<Day, String> {
            let text = row.get(field)?;
            text.parse().map_err(|_| format!("{field} : « {text} » n’est pas une date"))
        };
        let experiment = match (kind, row.get("name_outside_experiment")?) {
            (CourtType::Tae, "") => return Err("nom hors expérimentation absent".into()),
            (CourtType::Tae, name) => {
                let period = Period::new(day("tae_from")?, day("tae_until")?);
                Some((name.into(), period.ok_or("la fin précède le début")?))
            }
            _ => None,
        };
        let verified = match row.get("address_check")? {
            "officiel_coherent" | "deux_sources" | "site_confirme" => true,
            "secondaire" | "divergence" | "officiel_autre_commune" | "sans_voie" | "aucune_adresse" => false,
            other => return Err(format!("vérification « {other} » inconnue")),
        };
        let local_procedure = match row.get("procedure")? {
            "" => false,
            "local" => true,
            other => return Err(format!("procédure « {other} » inconnue")),
        };
        self.courts.push(Court {
            id: id.into(),
            kind,
            name: row.filled("name")?.into(),
            experiment,
            lines: row.get("address")?.split('|').filter(|l| !l.is_empty()).map(Into::into).collect(),
            postal_code: row.get("postal_code")?.into(),
            city: row.get("city")?.into(),
            phone: row.get("phone")?.into(),
            email: row.get("email")?.into(),
            verified,
            note: row.get("note")?.into(),
            local_procedure,
        });
        Ok(())
    }

    fn district(&mut self, row: &Row, ids: &mut HashMap<String, u16>) -> Result<(), String> {
        let optional = |field: &str, kinds: &[CourtType]| -> Result<Option<u16>, String> {
            let id = row.get(field)?;
            if id.is_empty() {
                return Ok(None);
            }
            let at = self.courts.binary_search_by(|c| (*c.id).cmp(id));
            let at = at.map_err(|_| format!("{field} : juridiction « {id} » inconnue"))?;
            match self.courts.get(at) {
                Some(c) if kinds.contains(&c.kind) => Ok(u16::try_from(at).ok()),
                _ => Err(format!("{field} : « {id} » n’est pas une juridiction de ce genre")),
            }
        };
        use CourtType::{CommercialChamber, Tae, Tc, Tj, Tmc, Tpi, TpiCommercial, Tprx};
        const COMMERCIAL: &[CourtType] = &[Tc, Tae, Tmc, CommercialChamber, TpiCommercial];
        let district = District {
            tj: optional("tj", &[Tj, Tpi])?.ok_or("tribunal judiciaire absent")?,
            tprx: optional("tprx", &[Tprx])?,
            commercial: optional("commercial", COMMERCIAL)?,
            commercial_sureness: match row.get("commercial_confidence")? {
                "high" => Sureness::High,
                "medium" => Sureness::Medium,
                "low" => Sureness::Low,
                "unknown" => Sureness::Unknown,
                other => return Err(format!("confiance « {other} » inconnue")),
            },
            commercial_other: optional("commercial_other", COMMERCIAL)?,
        };
        let at = u16::try_from(self.districts.len()).map_err(|_| "trop de ressorts")?;
        if ids.insert(row.filled("id")?.to_owned(), at).is_some() {
            return Err("identifiant donné deux fois".into());
        }
        self.districts.push(district);
        Ok(())
    }

    fn commune(
        &mut self,
        row: &Row,
        ids: &HashMap<String, u16>,
        parents: &mut Vec<(u64, usize, String)>,
    ) -> Result<(), String> {
        let insee = insee(row.get("insee")?)?;
        if self.communes.last().is_some_and(|last| last.insee >= insee) {
            return Err("pas à sa place (tri par code INSEE, sans doublon)".into());
        }
        let district = row.get("district")?;
        let district = *ids.get(district).ok_or_else(|| format!("ressort « {district} » inconnu"))?;
        let name = self.name(row.filled("name")?)?;
        let start = u32::try_from(self.postal_codes.len()).map_err(|_| "trop de codes postaux")?;
        for code in row.get("postal_codes")?.split('|').filter(|c| !c.is_empty()) {
            self.postal_codes
                .push(postal(code).ok_or_else(|| format!("code postal « {code} » inutilisable"))?);
        }
        let len =
            u16::try_from(self.postal_codes.len() - start as usize).map_err(|_| "trop de codes postaux")?;
        let parent = row.get("parent")?;
        if !parent.is_empty() {
            parents.push((row.line, self.communes.len(), parent.to_owned()));
        }
        let postal = Slice { start, len };
        self.communes.push(Commune { insee, name, postal, district, parent: None });
        Ok(())
    }

    fn alias(&mut self, row: &Row) -> Result<(), String> {
        let insee = insee(row.get("insee")?)?;
        let current = row.get("current")?;
        let current = self.commune_index(current).ok_or_else(|| format!("commune « {current} » inconnue"))?;
        if self.aliases.last().is_some_and(|last| last.insee > insee) {
            return Err("pas à sa place (tri par code INSEE)".into());
        }
        let name = self.name(row.filled("name")?)?;
        self.aliases.push(Alias { insee, name, current });
        Ok(())
    }

    fn name(&mut self, name: &str) -> Result<Slice, String> {
        let start = u32::try_from(self.names.len()).map_err(|_| "trop de noms")?;
        let len = u16::try_from(name.len()).map_err(|_| "nom trop long")?;
        self.names.push_str(name);
        Ok(Slice { start, len })
    }

    fn index(&mut self) {
        let mut by_postal = Vec::with_capacity(self.postal_codes.len());
        for (at, c) in (0u32..).zip(&self.communes) {
            by_postal.extend(self.slice(c.postal).iter().map(|p| (*p, at)));
        }
        by_postal.sort_unstable();
        self.by_postal = by_postal;
        let mut by_current: Vec<(u32, u32)> =
            (0u32..).zip(&self.aliases).map(|(at, a)| (a.current, at)).collect();
        by_current.sort_unstable();
        self.aliases_by_current = by_current.into_iter().map(|(_, at)| at).collect();
        self.children =
            (0u32..).zip(&self.communes).filter_map(|(at, c)| c.parent.map(|p| (p, at))).collect();
        self.children.sort_unstable();
        self.names.shrink_to_fit();
        self.communes.shrink_to_fit();
        self.postal_codes.shrink_to_fit();
    }
}

fn insee(code: &str) -> Result<[u8; 5], String> {
    let bytes: Result<[u8; 5], _> = code.as_bytes().try_into();
    match bytes {
        Ok(b) if b.iter().all(u8::is_ascii_alphanumeric) => Ok(b),
        _ => Err(format!("code INSEE « {code} » inutilisable")),
    }
}

struct Row<'a> {
    fields: &'a StringRecord,
    columns: &'a HashMap<String, usize>,
    line: u64,
}

impl Row<'_> {
    fn get(&self, column: &str) -> Result<&str, String> {
        let at = self.columns.get(column).ok_or_else(|| format!("colonne « {column} » absente"))?;
        self.fields.get(*at).ok_or_else(|| format!("champ « {column} » absent"))
    }

    fn filled(&self, column: &str) -> Result<&str, String> {
        match self.get(column)? {
            "" => Err(format!("champ « {column} » vide")),
            text => Ok(text),
        }
    }
}

fn rows(
    files: &RuleFiles,
    file: &str,
    mut each: impl FnMut(&Row) -> Result<(), String>,
) -> Result<(), DataError> {
    let at = |line: u64, what: String| DataError { file: file.to_owned(), line, what };
    let text = files.text(file).ok_or_else(|| at(0, "fichier absent ou illisible".into()))?;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let line_of = |e: &csv::Error| e.position().map_or(0, csv::Position::line);
    let header = reader.headers().map_err(|e| at(line_of(&e), e.to_string()))?;
    let columns: HashMap<String, usize> = header.iter().map(str::to_owned).zip(0..).collect();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(|e| at(line_of(&e), e.to_string()))? {
        let line = record.position().map_or(0, csv::Position::line);
        each(&Row { fields: &record, columns: &columns, line }).map_err(|what| at(line, what))?;
    }
    Ok(())
}
