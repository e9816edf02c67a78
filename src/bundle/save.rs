//! Writing a result to a file: whole or not at all. A reader never meets half a bundle under its final name.

use std::io::{self, Write};
use std::path::Path;

use tempfile::Builder;

/// Writes `bytes` to `path` through a temporary file of the same directory.
///
/// A file that exists is replaced; a device or a pipe is written to, a symbolic link followed.
///
/// # Errors
/// When the directory does not exist or cannot be written; the former file is then untouched.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let target = match std::fs::metadata(path) {
        Ok(m) if m.is_dir() => {
            return Err(io::Error::new(io::ErrorKind::IsADirectory, "c'est un répertoire"));
        }
        // Renaming over a device or a pipe would take its place.
        Ok(m) if !m.is_file() => return std::fs::OpenOptions::new().write(true).open(path)?.write_all(bytes),
        Ok(_) => path.canonicalize()?,
        Err(_) => path.to_path_buf(),
    };
    let directory = match target.parent() {
        Some(d) if !d.as_os_str().is_empty() => d,
        _ => Path::new("."),
    };
    let mut builder = Builder::new();
    builder.prefix(".creance-").suffix(".part");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // The process's umask applies, as to any file a command writes.
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut file = builder.tempfile_in(directory)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(&target).map_err(|e| e.error)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_else_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("dossier.zip");
        save(&path, b"un").unwrap();
        save(&path, b"deux").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"deux");
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_directory_or_an_absent_one_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        assert!(save(dir.path(), b"x").is_err());
        assert!(save(&dir.path().join("absent/d.zip"), b"x").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_stays_a_device_and_a_link_a_link() {
        use std::os::unix::fs::FileTypeExt;
        save(Path::new("/dev/null"), b"x").unwrap();
        assert!(std::fs::metadata("/dev/null").unwrap().file_type().is_char_device());
        let dir = tempfile::tempdir().unwrap();
        let (real, link) = (dir.path().join("real"), dir.path().join("link"));
        std::fs::write(&real, b"a").unwrap();
        std::os::unix::fs::symlink(&real, &link).unwrap();
        save(&link, b"b").unwrap();
        assert_eq!(std::fs::read(&real).unwrap(), b"b");
        assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    }
}
