"""Reading photos from strangers: told by content, decoded, turned, shrunk, and written anew.

Nothing of the original file is kept: what is stored is our own JPEG of its pixels,
without EXIF, comments or colour profiles.
"""

from __future__ import annotations

import hashlib
import io
import math
import threading
from dataclasses import dataclass
from typing import BinaryIO

import pillow_heif
from PIL import ExifTags, Image, ImageOps

pillow_heif.register_heif_opener()

FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
MAX_BYTES = 10 * 1024 * 1024
# 50 megapixels, the largest of today's phones; a bomb claims far more.
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2048
SMALL_SIDE = 360
QUALITY = 82
MIME = "image/jpeg"
# Decoding takes up to 200 MB: a flood of photos must not eat the machine.
_decoding = threading.BoundedSemaphore(2)


class BadPhoto(Exception):
    """This file cannot be used; the message says why, in Indonesian."""


@dataclass(frozen=True)
class CleanPhoto:
    """Our own JPEG. `point` is (lat, lng) in WGS 84 degrees if the original named one."""

    content: bytes
    width: int
    height: int
    sha256: str
    point: tuple[float, float] | None


def clean_photo(*, file: BinaryIO, size: int) -> CleanPhoto:
    """Return a fresh JPEG of the photo, longest side at most 2048 pixels. Raises BadPhoto."""
    if size > MAX_BYTES:
        raise BadPhoto("lebih dari 10 MB")
    if size == 0:
        raise BadPhoto("berkas kosong")
    with _decoding:
        try:
            return _reencode(file)
        except BadPhoto:
            raise
        except Exception as error:  # decoders raise anything at all on hostile bytes
            raise BadPhoto("bukan foto JPEG, PNG, WebP atau HEIC yang utuh") from error


def shrink_photo(*, file: BinaryIO) -> bytes:
    """Return a small JPEG of one of our own photos, for lists; a few milliseconds."""
    with Image.open(file, formats=("JPEG", "WEBP")) as photo:
        photo.draft("RGB", (SMALL_SIDE, SMALL_SIDE))
        photo.thumbnail((SMALL_SIDE, SMALL_SIDE))
        buffer = io.BytesIO()
        photo.convert("RGB").save(buffer, "JPEG", quality=QUALITY)
    return buffer.getvalue()


def _reencode(file: BinaryIO) -> CleanPhoto:
    # Opening reads the header alone, so a bomb is refused before it unfolds.
    with Image.open(file, formats=FORMATS) as original:
        if original.width * original.height > MAX_PIXELS:
            raise BadPhoto("ukurannya lebih dari 50 megapiksel")
        point = _read_point(original)
        original.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        pixels = _flatten(ImageOps.exif_transpose(original))
    pixels.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    # Pillow carries comments and XMP over from `info` when it saves.
    pixels.info.clear()
    buffer = io.BytesIO()
    pixels.save(buffer, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    content = buffer.getvalue()
    return CleanPhoto(content, pixels.width, pixels.height, hashlib.sha256(content).hexdigest(), point)


def _flatten(image: Image.Image) -> Image.Image:
    """Return RGB; what was transparent becomes white."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layer = image.convert("RGBA")
        ground = Image.new("RGB", layer.size, "white")
        ground.paste(layer, mask=layer.getchannel("A"))
        return ground
    return image.convert("RGB")


def _read_point(image: Image.Image) -> tuple[float, float] | None:
    try:
        gps = image.getexif().get_ifd(ExifTags.IFD.GPSInfo)
        lat = _read_degrees(gps[ExifTags.GPS.GPSLatitude], gps[ExifTags.GPS.GPSLatitudeRef])
        lng = _read_degrees(gps[ExifTags.GPS.GPSLongitude], gps[ExifTags.GPS.GPSLongitudeRef])
    except Exception:  # a photo without a readable place is still a photo
        return None
    if not (math.isfinite(lat) and math.isfinite(lng)) or (lat, lng) == (0, 0):
        return None
    return (round(lat, 6), round(lng, 6)) if abs(lat) <= 90 and abs(lng) <= 180 else None


def _read_degrees(parts: tuple[float, float, float], side: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(side).strip().upper() in ("S", "W") else value
