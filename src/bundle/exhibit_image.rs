//! Intake of an image: decoded whole, so that what is cut, animated or out of measure is refused before it is shown.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, metadata::Orientation};

use super::exhibit_error::ExhibitError;
use super::exhibit_format::ExhibitFormat;
use super::exhibits::{Exhibit, Limits, PageSize};

/// Decodes the whole image: a cut scan must be refused now, not shown half grey to the judge.
pub(super) fn read(format: ExhibitFormat, bytes: Vec<u8>, limits: &Limits) -> Result<Exhibit, ExhibitError> {
    let corrupt = || ExhibitError::Corrupt { format };
    let as_ = match format {
        ExhibitFormat::Png => ImageFormat::Png,
        ExhibitFormat::Jpeg => ImageFormat::Jpeg,
        ExhibitFormat::Pdf => return Err(corrupt()),
    };
    let (width, height) =
        ImageReader::with_format(Cursor::new(&bytes), as_).into_dimensions().map_err(|_| corrupt())?;
    if width == 0 || height == 0 {
        return Err(corrupt());
    }
    let pixels = u64::from(width) * u64::from(height);
    if pixels > limits.max_pixels || width.max(height) > limits.max_side {
        return Err(ExhibitError::TooManyPixels { width, height });
    }
    let mut reader = ImageReader::with_format(Cursor::new(&bytes), as_);
    let mut bounds = image::Limits::default();
    // Eight bytes a pixel is the deepest PNG; twice that leaves the decoder its working memory.
    bounds.max_alloc = Some(limits.max_pixels.saturating_mul(16));
    reader.limits(bounds);
    let mut decoder = reader.into_decoder().map_err(|_| corrupt())?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    DynamicImage::from_decoder(decoder).map_err(|_| corrupt())?;
    match format {
        // JPEG decoders fill a cut image with grey and say nothing.
        ExhibitFormat::Jpeg if !is_whole_jpeg(&bytes) => return Err(corrupt()),
        ExhibitFormat::Png if is_animated(&bytes) => return Err(ExhibitError::Animated),
        _ => {}
    }
    let size = match orientation {
        Orientation::Rotate90
        | Orientation::Rotate270
        | Orientation::Rotate90FlipH
        | Orientation::Rotate270FlipH => PageSize { width: height, height: width },
        _ => PageSize { width, height },
    };
    Ok(Exhibit::from_parts(format, bytes, vec![size], false))
}

/// Whether the picture of a JPEG comes to its own end marker.
///
/// Not the last one of the file: a thumbnail has its own, and telephones write films and depths after the picture.
fn is_whole_jpeg(bytes: &[u8]) -> bool {
    const END: u8 = 0xd9;
    const SCAN: u8 = 0xda;
    let mut rest = bytes.get(2..).unwrap_or_default();
    let mut seen_scan = false;
    loop {
        // Up to the next marker; between segments only fill bytes stand, in a scan the picture itself does.
        let Some(at) = rest.iter().position(|b| *b == 0xff) else { return false };
        rest = rest.get(at + 1..).unwrap_or_default();
        let Some((marker, after)) = rest.split_first() else { return false };
        match *marker {
            0xff => continue,
            END => return seen_scan,
            // A byte of the picture, a restart, a marker without length.
            0x00 | 0x01 | 0xd0..=0xd8 => rest = after,
            marker => {
                seen_scan |= marker == SCAN;
                let Some(length) = after.first_chunk::<2>().map(|l| usize::from(u16::from_be_bytes(*l)))
                else {
                    return false;
                };
                let Some(next) = after.get(length..) else { return false };
                rest = next;
            }
        }
    }
}

/// Whether a PNG holds more pictures than the first (`acTL`, before the picture's own data).
fn is_animated(bytes: &[u8]) -> bool {
    let mut rest = bytes.get(8..).unwrap_or_default();
    while let Some((length, after)) = rest.split_first_chunk::<4>() {
        let length = usize::try_from(u32::from_be_bytes(*length)).unwrap_or(usize::MAX);
        match after.get(..4) {
            Some(b"acTL") => {
                let frames = after.get(4..8).and_then(|n| n.first_chunk::<4>());
                return frames.is_some_and(|n| u32::from_be_bytes(*n) > 1);
            }
            Some(b"IDAT" | b"IEND") | None => return false,
            Some(_) => {}
        }
        // Length, type and checksum around the data.
        let Some(next) = length.checked_add(8).and_then(|n| after.get(n..)) else { return false };
        rest = next;
    }
    false
}
