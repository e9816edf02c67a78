"""Makes the exhibits of this directory that need an encoder: run it here, with Pillow, and commit what it writes.

    python3 make.py

images.pdf       three pages: a JPEG 2000, a JBIG2 (generic region, MMR) and a CCITT G4 picture of the same arrow
cmyk.jpg         CMYK, as scanners of printers make them
exif_6.jpg       lying on its side, EXIF orientation 6 (turn right): the arrow points up once turned
deep.png         16 bits a channel, grey
animated.png     APNG of two frames
alpha.png        letters on a transparent ground
"""

import io
import struct
import zlib

from PIL import Image, ImageDraw


def arrow(mode="L", size=(160, 240)):
    """An arrow that points up and is heavier on its left."""
    ink = {"L": 0, "1": 0, "RGB": (160, 0, 0), "CMYK": (0, 255, 255, 40)}[mode]
    ground = {"L": 255, "1": 1, "RGB": (255, 255, 255), "CMYK": (0, 0, 0, 0)}[mode]
    picture = Image.new(mode, size, ground)
    draw = ImageDraw.Draw(picture)
    draw.polygon([(80, 10), (20, 90), (140, 90)], fill=ink)
    draw.rectangle([50, 90, 110, 220], fill=ink)
    draw.rectangle([10, 200, 40, 230], fill=ink)
    return picture


def g4(picture):
    """T.6 data where black is what fax machines call black; TIFF as Pillow writes it has it the other way round."""
    out = io.BytesIO()
    picture = picture.point(lambda p: not p)
    picture.save(out, "TIFF", compression="group4")
    tiff = Image.open(io.BytesIO(out.getvalue()))
    at, size = tiff.tag_v2[273][0], tiff.tag_v2[279][0]
    assert len(tiff.tag_v2[273]) == 1
    return out.getvalue()[at : at + size]


def jbig2(picture):
    """A page information segment and one immediate generic region coded in MMR (T.6)."""
    width, height = picture.size

    def segment(number, kind, data):
        return struct.pack(">IBBBI", number, kind, 0, 1, len(data)) + data

    page = struct.pack(">IIIIBH", width, height, 0, 0, 0, 0)
    region = struct.pack(">IIIIB", width, height, 0, 0, 0) + b"\x01" + g4(picture)
    return segment(0, 48, page) + segment(1, 38, region)


def pdf(images):
    objects = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    kids = []
    for n, (entries, data) in enumerate(images):
        at = 10 * (n + 1)
        kids.append(b"%d 0 R" % at)
        objects[at] = (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 280] /Contents %d 0 R "
            b"/Resources << /XObject << /I %d 0 R >> >> >>" % (at + 1, at + 2)
        )
        content = b"q 160 0 0 240 20 20 cm /I Do Q"
        objects[at + 1] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)
        objects[at + 2] = b"<< /Type /XObject /Subtype /Image %s /Length %d >>\nstream\n%s\nendstream" % (
            entries,
            len(data),
            data,
        )
    objects[2] = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b" ".join(kids), len(kids))
    out, table = b"%PDF-1.7\n", b"xref\n0 1\n0000000000 65535 f \n"
    for number in sorted(objects):
        table += b"%d 1\n%010d 00000 n \n" % (number, len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, objects[number])
    trailer = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (max(objects) + 1, len(out))
    return out + table + trailer


def png(chunks):
    out = b"\x89PNG\r\n\x1a\n"
    for kind, data in chunks:
        out += struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return out


def write(name, data):
    with open(name, "wb") as file:
        file.write(data)


def main():
    jpx = io.BytesIO()
    arrow("RGB").save(jpx, "JPEG2000", no_jp2=False)
    mono = arrow("1")
    size = b"/Width 160 /Height 240"
    grey = size + b" /ColorSpace /DeviceGray /BitsPerComponent 1"
    write(
        "images.pdf",
        pdf(
            [
                (size + b" /Filter /JPXDecode", jpx.getvalue()),
                (grey + b" /Filter /JBIG2Decode", jbig2(mono)),
                (
                    grey + b" /Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 160 /Rows 240 >>",
                    g4(mono),
                ),
            ]
        ),
    )
    arrow("CMYK").save("cmyk.jpg", quality=80)
    turned = arrow("RGB").transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6
    turned.save("exif_6.jpg", quality=80, exif=exif)

    rows = b"".join(b"\0" + struct.pack(">64H", *(x * 1023 for x in range(64))) for _ in range(32))
    header = lambda w, h, depth, kind: struct.pack(">IIBBBBB", w, h, depth, kind, 0, 0, 0)
    write("deep.png", png([(b"IHDR", header(64, 32, 16, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]))

    frame = lambda shade: zlib.compress((b"\0" + bytes([shade]) * 16) * 16)
    control = lambda n: struct.pack(">IIIIIHHBB", n, 16, 16, 0, 0, 1, 1, 0, 0)
    write(
        "animated.png",
        png(
            [
                (b"IHDR", header(16, 16, 8, 0)),
                (b"acTL", struct.pack(">II", 2, 0)),
                (b"fcTL", control(0)),
                (b"IDAT", frame(0)),
                (b"fcTL", control(1)),
                (b"fdAT", struct.pack(">I", 2) + frame(255)),
                (b"IEND", b""),
            ]
        ),
    )
    ground = Image.new("RGBA", (120, 60), (0, 0, 0, 0))
    ImageDraw.Draw(ground).text((10, 20), "TRANSPARENT", fill=(0, 0, 120, 255))
    ground.save("alpha.png", optimize=True)


main()
