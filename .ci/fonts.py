"""A face of the Source families as the templates need it: fonts.py FROM TO FAMILY STYLE...

Every character stays, with its outline, width and kerning, but for the narrow no-break space, which is wider: Adobe's is
so narrow that thousands look joined. What goes: glyphs that only features we never ask for lead to, and subroutines of
outlines (a subset of the font, in each PDF, is made without following them). The kerning by classes, split by its maker
into a dozen subtables to save bytes, becomes one: the shaper looks in each in turn for every pair.

The licence reserves the name "Source" to the originals, so the family has another.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.tables import otTables

# On by default, or asked for by the templates (lining and tabular figures).
FEATURES = ["ccmp", "locl", "rlig", "clig", "liga", "calt", "kern", "mark", "mkmk", "lnum", "tnum"]
# Copyright, trademark, makers, licence: as they were.
KEPT_NAMES = {0, 7, 8, 9, 11, 13, 14}
PAIRS, BY_CLASS = 2, 2
NARROW_SPACE, WIDER = 0x202F, 60


def cut(font):
    options = subset.Options(
        layout_features=FEATURES, name_IDs=["*"], notdef_outline=True, glyph_names=False, desubroutinize=True
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=font.getBestCmap())
    subsetter.subset(font)


def in_one(tables, glyphs):
    """Tables by classes as one: a first glyph belongs to the first table that covers it, as when they are tried in turn."""
    if any(t.ValueFormat2 for t in tables):
        raise ValueError("a table moves the second glyph too")
    rows = {}
    for number, table in enumerate(tables):
        for glyph in table.Coverage.glyphs:
            rows.setdefault(glyph, (number, table.ClassDef1.classDefs.get(glyph, 0)))
    columns = {g: tuple(t.ClassDef2.classDefs.get(g, 0) for t in tables) for g in glyphs}
    # Class 0 is that of glyphs without any.
    second = {(0,) * len(tables): 0}
    for column in columns.values():
        second.setdefault(column, len(second))
    first = {}
    for glyph in glyphs:
        if glyph in rows:
            first.setdefault(rows[glyph], len(first))
    one = otTables.PairPos()
    one.Format = BY_CLASS
    one.ValueFormat1 = max(t.ValueFormat1 for t in tables)
    one.ValueFormat2 = 0
    one.Coverage = otTables.Coverage()
    one.Coverage.glyphs = [g for g in glyphs if g in rows]
    one.ClassDef1, one.ClassDef2 = otTables.ClassDef(), otTables.ClassDef()
    one.ClassDef1.classDefs = {g: first[r] for g, r in rows.items() if first[r]}
    one.ClassDef2.classDefs = {g: second[c] for g, c in columns.items() if second[c]}
    one.Class1Count, one.Class2Count, one.Class1Record = len(first), len(second), []
    for number, row in first:
        record = otTables.Class1Record()
        record.Class2Record = []
        for column in second:
            value = otTables.Class2Record()
            value.Value1 = tables[number].Class1Record[row].Class2Record[column[number]].Value1
            value.Value2 = None
            record.Class2Record.append(value)
        one.Class1Record.append(record)
    return one


def join_kerning(font):
    joined = 0
    for lookup in font["GPOS"].table.LookupList.Lookup:
        tables = [getattr(t, "ExtSubTable", t) for t in lookup.SubTable]
        if tables[0].LookupType != PAIRS:
            continue
        by_class = [t for t in tables if t.Format == BY_CLASS]
        by_glyph = [t for t in tables if t.Format != BY_CLASS]
        # Pairs of single glyphs come before the classes that they are exceptions to.
        if tables != by_glyph + by_class:
            raise ValueError("pairs of glyphs after pairs of classes")
        lookup.LookupType = PAIRS
        lookup.SubTable = by_glyph + [in_one(by_class, font.getGlyphOrder())]
        lookup.SubTableCount = len(lookup.SubTable)
        joined += 1
    if joined != 1:
        raise ValueError(f"{joined} kerning tables")


def widen(font):
    """The space that parts thousands, in thousandths of an em, in the metrics and in the outlines alike."""
    name = font.getBestCmap()[NARROW_SPACE]
    width, bearing = font["hmtx"][name]
    width += WIDER * font["head"].unitsPerEm // 1000
    font["hmtx"][name] = (width, bearing)
    outline = font["CFF "].cff.topDictIndex[0].CharStrings[name]
    outline.decompile()
    if outline.program[-1] != "endchar" or len(outline.program) > 2:
        raise ValueError("a space that is drawn")
    outline.program = [width - outline.private.nominalWidthX, "endchar"]


def rename(font, old, new):
    def renamed(text):
        for was, now in ((old, new), (old.replace(" ", ""), new.replace(" ", ""))):
            text = text.replace(was, now)
        return text

    for record in font["name"].names:
        if record.nameID not in KEPT_NAMES:
            record.string = renamed(record.toUnicode())
            if "Source" in str(record):
                raise ValueError(str(record))
    outlines = font["CFF "].cff
    outlines.fontNames = [renamed(n) for n in outlines.fontNames]
    top = outlines.topDictIndex[0]
    for key in ("FullName", "FamilyName"):
        if hasattr(top, key):
            setattr(top, key, renamed(getattr(top, key)))


def main(source, target, family, *styles):
    Path(target).parent.mkdir(parents=True, exist_ok=True)
    for style in styles:
        font = TTFont(f"{source}-{style}.otf", recalcTimestamp=False)
        old = font["name"].getBestFamilyName()
        cut(font)
        join_kerning(font)
        widen(font)
        rename(font, old, family)
        # Signs the original.
        if "DSIG" in font:
            del font["DSIG"]
        font.save(f"{target}-{style}.otf")


if __name__ == "__main__":
    main(*sys.argv[1:])
