"""Hostile uploads, made here: each with a marker that must not be found in anything we keep."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import pillow_heif
from PIL import Image, PngImagePlugin, features

pillow_heif.register_heif_opener()

MARK = b"MUATAN-JAHAT-7f3a"
SCRIPT = b"<html><script>alert('" + MARK + b"')</script></html>"
PHP = b"<?php echo '" + MARK + b"'; system($_GET['c']); ?>"


@dataclass(frozen=True)
class Hostile:
    """One upload. `usable`: its pixels may be kept, of our own making; None where either is right."""

    what: str
    name: str
    content: bytes
    usable: bool | None = False
    mime: str = "image/jpeg"


def make_image(kind: str, mode: str = "RGB", size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    """Return a plain picture."""
    buffer = io.BytesIO()
    Image.new(mode, size).save(buffer, kind, **options)
    return buffer.getvalue()


def make_corpus() -> list[Hostile]:
    """Return every file of the corpus."""
    return [*_polyglots(), *_other_kinds(), *_disguises(), *_bombs(), *_broken(), *_payloads(), *_frames(), *_modes(),
            *_names(), *_sizes()]  # fmt: skip


def _polyglots() -> Iterator[Hostile]:
    jpeg, png, gif = make_image("JPEG"), make_image("PNG"), make_image("GIF")
    yield Hostile("HTML behind a JPEG", "a.jpg", jpeg + SCRIPT, True)
    yield Hostile("HTML behind a JPEG, called .html", "a.html", jpeg + SCRIPT, True, "text/html")
    yield Hostile("HTML in a JPEG comment", "b.jpg", _with_segment(jpeg, 0xFE, SCRIPT), True)
    yield Hostile("PHP in a JPEG comment", "b.php.jpg", _with_segment(jpeg, 0xFE, PHP), True)
    script = _with_segment(jpeg, 0xE0, b"*/=1;alert(1);/*" + MARK)
    yield Hostile("JavaScript in a JPEG's first segment", "c.js", script, True)
    yield Hostile("a JAR behind a JPEG", "d.jpg", jpeg + _make_zip(), True)
    yield Hostile("GIFAR: a JAR behind a GIF", "e.gif", gif + _make_zip(), False, "image/gif")
    yield Hostile("GIF that is JavaScript", "f.gif", b"GIF89a/*" + gif[6:] + b"*/=1;alert('" + MARK + b"')", False)
    yield Hostile("HTML behind a PNG", "g.png", png + SCRIPT, True, "image/png")
    yield Hostile("PHP in a PNG's text", "h.png", _with_png_text(PHP), True, "image/png")
    yield Hostile("PDF behind a JPEG", "i.jpg", jpeg + _make_pdf(), True)
    yield Hostile("JPEG behind a PDF", "j.jpg", _make_pdf() + jpeg)
    yield Hostile("a ZIP that ends in a JPEG", "k.jpg", _make_zip() + jpeg)
    yield Hostile("HTML before a JPEG", "l.jpg", SCRIPT + jpeg)
    yield Hostile("BMP that is HTML", "m.bmp", make_image("BMP") + SCRIPT)


def _other_kinds() -> Iterator[Hostile]:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(\'' + MARK + b"')\"><script>1</script></svg>"
    yield Hostile("SVG with script", "a.svg", svg, False, "image/svg+xml")
    yield Hostile("SVG called JPEG", "a.jpg", svg)
    yield Hostile(
        "SVG with an outside entity", "b.svg", b'<!DOCTYPE s [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;' + svg
    )
    yield Hostile("gzipped SVG", "a.svgz", gzip.compress(svg))
    yield Hostile("PDF with script", "a.pdf", _make_pdf(), False, "application/pdf")
    yield Hostile("PDF called PNG", "a.png", _make_pdf(), False, "image/png")
    yield Hostile("HTML called JPEG", "b.jpg", SCRIPT)
    yield Hostile("PHP called JPEG", "c.php.jpg", PHP)
    yield Hostile("program (ELF)", "d.jpg", b"\x7fELF\x02\x01\x01" + b"\0" * 64 + MARK)
    yield Hostile("program (MZ)", "setup.exe.jpg", b"MZ" + b"\0" * 64 + MARK)
    yield Hostile("shell script", "e.sh", b"#!/bin/sh\necho " + MARK)
    yield Hostile(
        "ImageMagick MVG", "f.mvg", b"push graphic-context\nimage over 0,0 0,0 'ephemeral:/tmp/" + MARK + b"'\npop"
    )
    yield Hostile("MVG called JPEG", "f.jpg", b"push graphic-context\nfill 'url(https://127.0.0.1/|touch x)'\npop")
    yield Hostile("XML bomb", "g.svg", b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(
        b'<!ENTITY a%d "%s">' % (n, b"&a;" * 10) for n in range(9)) + b"]><svg>&a8;</svg>")  # fmt: skip
    yield Hostile("office document", "h.docx", _make_zip(), False, "image/jpeg")
    yield Hostile("video", "i.mp4", b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0" * 99, False, "video/mp4")


def _disguises() -> Iterator[Hostile]:
    for kind, mode in (("TIFF", "RGB"), ("BMP", "RGB"), ("ICO", "RGB"), ("TGA", "RGB"), ("PPM", "RGB"), ("PCX", "RGB"),
                       ("EPS", "RGB"), ("GIF", "P"), ("ICNS", "RGBA"), ("DDS", "RGB"), ("SGI", "RGB"),
                       ("XBM", "1")):  # fmt: skip
        size = (64, 64) if kind == "ICNS" else (64, 48)
        yield Hostile(f"{kind} called JPEG", f"{kind.lower()}.jpg", make_image(kind, mode, size))
    yield Hostile(
        "PSD called JPEG", "psd.jpg", b"8BPS\0\1" + b"\0" * 6 + struct.pack(">HIIHH", 3, 48, 64, 8, 3) + MARK * 9
    )
    fits = b"".join(
        card.ljust(80) for card in (b"SIMPLE  = T", b"BITPIX  = 8", b"NAXIS   = 2", b"NAXIS1  = 64", b"END")
    )
    yield Hostile("FITS called JPEG", "fits.jpg", fits.ljust(2880) + b"\0" * 2880)
    yield Hostile(
        "EPS that runs a program", "eps.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (r) file\n"
    )
    yield Hostile("PNG called JPEG", "png.jpg", make_image("PNG"), True)
    yield Hostile("JPEG called PNG, said to be text", "jpeg.png", make_image("JPEG"), True, "text/plain")
    yield Hostile("WebP said to be HTML", "w.html", make_image("WEBP"), True, "text/html")


def _bombs() -> Iterator[Hostile]:
    yield Hostile("PNG of 4 gigapixels", "a.png", _make_png_header(65500, 65500))
    yield Hostile("PNG of 60 megapixels that unfolds", "b.png", _make_flat_png(10_000, 6_000))
    yield Hostile("PNG as wide as a number can be", "c.png", _make_png_header(2**31 - 1, 1))
    yield Hostile("JPEG that says 65,500 by 65,500", "d.jpg", _with_jpeg_size(make_image("JPEG"), 65500, 65500))
    yield Hostile("PNG with 20 MB in a compressed text", "e.png", _with_zipped_text(20_000_000), None)
    yield Hostile(
        "PNG with 20 MB in a compressed profile",
        "f.png",
        _with_chunk(b"iCCP", b"x\0\0" + zlib.compress(b"\0" * 20_000_000)),
        None,
    )
    yield Hostile("zip bomb", "g.jpg", _make_zip(b"\0" * 5_000_000))
    yield Hostile("gzip bomb", "h.jpg", gzip.compress(b"\0" * 5_000_000))
    yield Hostile("long thin picture", "i.png", _make_flat_png(49_000, 1_000), True)
    yield Hostile("one line of a picture", "j.png", _make_flat_png(60_000, 1), None)


def _broken() -> Iterator[Hostile]:
    jpeg, png = make_image("JPEG", size=(640, 480)), make_image("PNG", size=(640, 480))
    yield Hostile("empty", "a.jpg", b"")
    yield Hostile("one byte", "b.jpg", b"\xff")
    yield Hostile("JPEG's first bytes", "c.jpg", jpeg[:20])
    yield Hostile("half a JPEG", "d.jpg", jpeg[: len(jpeg) // 2])
    yield Hostile("half a PNG", "e.png", png[: len(png) // 2])
    yield Hostile("JPEG without an end", "f.jpg", jpeg[:-2], None)
    yield Hostile("PNG with a wrong checksum", "g.png", png[:29] + b"\0\0\0\0" + png[33:])
    yield Hostile("PNG without a header", "h.png", png[:8] + png[33:])
    yield Hostile("zeros", "i.jpg", b"\0" * 5000)
    yield Hostile("noise", "j.jpg", bytes((n * 193 + 71) % 256 for n in range(5000)))
    yield Hostile("text", "k.jpg", "bukan foto".encode("utf-16"))
    yield Hostile("JPEG of no size", "l.jpg", _with_jpeg_size(jpeg, 0, 0))
    yield Hostile("PNG of no size", "m.png", _make_png_header(0, 0))
    yield Hostile("JPEG with a segment longer than itself", "n.jpg", jpeg[:2] + b"\xff\xe1\xff\xff" + jpeg[2:], None)


def _payloads() -> Iterator[Hostile]:
    exif = Image.Exif()
    exif[0x010E] = exif[0x9286] = MARK.decode()
    exif[0x010F] = "<script>" + MARK.decode()
    yield Hostile("script in EXIF", "a.jpg", make_image("JPEG", exif=exif), True)
    yield Hostile("script in XMP", "b.jpg", make_image("JPEG", xmp=b"<x:xmpmeta>" + SCRIPT + b"</x:xmpmeta>"), True)
    yield Hostile("payload for a profile", "c.jpg", make_image("JPEG", icc_profile=MARK * 50), True)
    yield Hostile("comment", "d.jpg", make_image("JPEG", comment=MARK), True)
    yield Hostile(
        "EXIF with broken offsets", "e.jpg", make_image("JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff" + MARK), None
    )
    yield Hostile(
        "EXIF in WebP", "f.webp", make_image("WEBP", exif=exif, xmp=SCRIPT, icc_profile=MARK * 9), True, "image/webp"
    )
    yield Hostile(
        "thumbnail with a payload",
        "g.jpg",
        _with_segment(make_image("JPEG"), 0xE1, b"Exif\0\0II*\0\x08\0\0\0\0\0" + SCRIPT),
        None,
    )
    yield Hostile(
        "Photoshop segment", "h.jpg", _with_segment(make_image("JPEG"), 0xED, b"Photoshop 3.0\0" + SCRIPT), None
    )
    yield Hostile("every application segment", "i.jpg", _with_all_segments(), None)
    yield Hostile("turned by nonsense", "j.jpg", make_image("JPEG", exif=_make_orientation(4711)), True)


def _frames() -> Iterator[Hostile]:
    more = [Image.new("RGB", (64, 48), color) for color in ("red", "green", "blue")]
    yield Hostile("animated PNG", "a.png", make_image("PNG", save_all=True, append_images=more), True)
    yield Hostile("animated WebP", "b.webp", make_image("WEBP", save_all=True, append_images=more), True)
    yield Hostile("animated GIF", "c.gif", make_image("GIF", save_all=True, append_images=more))
    yield Hostile("TIFF of many pages", "d.tiff", make_image("TIFF", save_all=True, append_images=more))
    yield Hostile("MPO", "e.mpo", make_image("MPO", save_all=True, append_images=more), None)
    yield Hostile("WebP of 300 frames", "f.webp", make_image("WEBP", save_all=True, append_images=more * 100), True)
    heif = make_image("HEIF", save_all=True, append_images=more)
    yield Hostile("HEIC of several pictures", "g.heic", heif, True, "image/heic")
    yield Hostile("half a HEIC", "h.heic", heif[: len(heif) // 2], False, "image/heic")
    yield Hostile("HEIC with broken boxes", "i.heic", heif[:40] + b"\xff" * 8 + heif[48:], False)
    yield Hostile("HEIC of nothing but a name", "j.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + MARK)
    yield Hostile("HTML behind a HEIC", "k.heic", heif + SCRIPT, None)


def _modes() -> Iterator[Hostile]:
    yield Hostile("CMYK JPEG", "a.jpg", make_image("JPEG", "CMYK"), True)
    yield Hostile("16-bit grey PNG", "b.png", make_image("PNG", "I;16"), True)
    yield Hostile("one-bit PNG", "c.png", make_image("PNG", "1"), True)
    yield Hostile("PNG with a palette and transparency", "d.png", make_image("PNG", "P", transparency=0), True)
    yield Hostile("grey JPEG", "e.jpg", make_image("JPEG", "L"), True)
    yield Hostile("LA PNG", "f.png", make_image("PNG", "LA"), True)
    if features.check("jpg_2000"):
        yield Hostile("JPEG 2000", "g.jp2", make_image("JPEG2000"))
    if features.check("avif"):
        yield Hostile("AVIF", "h.avif", make_image("AVIF"), None)


def _names() -> Iterator[Hostile]:
    jpeg = make_image("JPEG")
    for what, name in (
        ("path upwards", "../../../../etc/cron.d/x.jpg"), ("absolute path", "/etc/passwd"),
        ("Windows path", "..\\..\\windows\\x.jpg"), ("null byte", "a.php\0.jpg"),
        ("right to left", "foto\u202egpj.exe"),
        ("line break", "a\r\nSet-Cookie: x=1.jpg"), ("script", "<script>alert(1)</script>.jpg"),
        ("quotes", "\"';DROP TABLE x;--.jpg"), ("dots", ".."), ("very long", "a" * 300 + ".jpg"), ("no name", "."),
        ("template", "{{7*7}}{% load x %}.jpg"), ("shell", "$(id)`id`|id;.jpg"), ("device", "CON.jpg"),
    ):  # fmt: skip
        yield Hostile(f"name: {what}", name, jpeg, None)


def _sizes() -> Iterator[Hostile]:
    yield Hostile("just over 10 MB", "a.jpg", make_image("JPEG") + b"\0" * (10 * 1024 * 1024))
    yield Hostile("a JPEG and 9 MB of payload", "b.jpg", make_image("JPEG") + (MARK + b"\0" * 1000) * 9000, True)


# --- pieces ---------------------------------------------------------------------


def _with_segment(jpeg: bytes, marker: int, content: bytes) -> bytes:
    return jpeg[:2] + b"\xff" + bytes([marker]) + struct.pack(">H", len(content) + 2) + content + jpeg[2:]


def _with_all_segments() -> bytes:
    jpeg = make_image("JPEG")
    for marker in range(0xE1, 0xF0):
        jpeg = _with_segment(jpeg, marker, SCRIPT)
    return jpeg


def _with_jpeg_size(jpeg: bytes, width: int, height: int) -> bytes:
    place = jpeg.index(b"\xff\xc0") + 5
    return jpeg[:place] + struct.pack(">HH", height, width) + jpeg[place + 4 :]


def _make_orientation(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = value
    return exif


def _make_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _make_png_header(width: int, height: int, data: bytes = b"") -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _make_chunk(b"IHDR", header) + _make_chunk(b"IDAT", data) + _make_chunk(b"IEND", b"")


def _make_flat_png(width: int, height: int) -> bytes:
    return _make_png_header(width, height, zlib.compress(b"\0" * ((width + 7) // 8 + 1) * height, 9))


def _with_chunk(name: bytes, content: bytes) -> bytes:
    png = make_image("PNG")
    return png[:33] + _make_chunk(name, content) + png[33:]


def _with_zipped_text(size: int) -> bytes:
    return _with_chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"A" * size))


def _with_png_text(content: bytes) -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", content.decode())
    info.add_itxt("Author", MARK.decode())
    return make_image("PNG", pnginfo=info)


def _make_zip(content: bytes = PHP) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("META-INF/MANIFEST.MF", MARK)
        archive.writestr("x.php", content)
    return buffer.getvalue()


def _make_pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(app.alert('"
        + MARK
        + b"'))>>>>endobj\ntrailer<</Root 1 0 R>>"
    )
