"""Third page: where. A village in words is enough; a point is welcome."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from complaints import steps
from complaints.drafts import save_answers
from complaints.forms.filing import PlaceForm
from complaints.models import Draft
from complaints.place_search import find_village, label_village, list_villages, search_villages
from complaints.views.filing_page import address, go_on, render_step
from complaints.views.responses import UNPROCESSABLE, SeeOther
from dispatch.areas import find_place
from dispatch.models import Category, Village

NEEDED = "Tulis nama desa atau kelurahan, atau pakai titik lokasi."
SEVERAL = "Ada beberapa yang cocok. Pilih salah satu di bawah ini."
OF_PHOTO = "Foto ini diambil di {village}, lain dari yang Anda tulis. Pilih yang benar di bawah ini."
UNUSABLE_PHOTO = "Lokasi foto ini tidak dapat dipakai. Tulis desanya."
UNKNOWN = "Desa ini tidak kami temukan. Periksa ejaannya, atau tulis nama kecamatannya untuk melihat daftarnya."


def handle_place(request: HttpRequest, draft: Draft, category: Category | None) -> HttpResponse:
    """Show or take the place; what is unclear is offered as a choice, not guessed."""
    villages = list_villages()
    if request.method != "POST":
        return _render(request, draft, category, villages, PlaceForm(initial=_read_initial(draft, villages)))
    if request.POST.get("use_photo"):
        return _use_photo(request, draft, category, villages)
    form = PlaceForm(request.POST)
    choices = _settle_village(form, request.POST.get("village_code", ""), villages) if form.is_valid() else []
    needed = category is None or category.needs_place
    if form.is_valid() and needed and not (form.cleaned_data["code"] or form.cleaned_data["point"]):
        form.add_error("village", NEEDED)
    if not form.is_valid():
        return _render(request, draft, category, villages, form, choices, UNPROCESSABLE)
    done = form.cleaned_data
    save_answers(draft=draft, village=done["code"], point=done["point"], landmark=done["landmark"])
    return go_on(draft, steps.PLACE, category)


def _settle_village(form: PlaceForm, code: str, villages: list[Village]) -> list[Village]:
    """Put the village's code into the form, or an error with the villages to choose from."""
    form.cleaned_data["code"] = form.cleaned_data["point_village"]
    typed = form.cleaned_data["village"]
    chosen = next((village for village in villages if village.code == code), None)
    if chosen:
        form.cleaned_data["code"] = chosen.code
    elif typed:
        found = search_villages(typed=typed, villages=villages)
        if not found.is_certain:
            form.add_error("village", SEVERAL if found.villages else UNKNOWN)
            return found.villages
        form.cleaned_data["code"] = found.villages[0].code
    return []


def _use_photo(request: HttpRequest, draft: Draft, category: Category | None, villages: list[Village]) -> HttpResponse:
    """Take the point of a photo beside what was typed; another village typed is asked about, not thrown away."""
    point, village = _find_photo_place(draft, request.POST["use_photo"])
    data = request.POST.copy()
    if point:
        data["lat"], data["lng"] = str(point[0]), str(point[1])
    form, choices = PlaceForm(data), []
    if village is None:
        form.add_error(None, UNUSABLE_PHOTO)
    elif form.is_valid():
        choices = _find_other_villages(form, _read_initial(draft, villages)["village"], village, villages)
    if not form.is_valid():
        return _render(request, draft, category, villages, form, choices, UNPROCESSABLE)
    save_answers(draft=draft, point=point, village=village.code, landmark=form.cleaned_data["landmark"])  # type: ignore[union-attr]
    return SeeOther(address(draft, steps.PLACE))


def _find_photo_place(draft: Draft, photo_id: str) -> tuple[list[float] | None, Village | None]:
    point = draft.data.get("photo_points", {}).get(photo_id)
    place = find_place(lat=point[0], lng=point[1]) if point else None
    return point, find_village(place.village_code or "") if place else None


def _find_other_villages(form: PlaceForm, shown: str, of_photo: Village, villages: list[Village]) -> list[Village]:
    """Put an error into the form if another village was typed than the photo's; return those to choose from then."""
    typed = form.cleaned_data["village"]
    found = search_villages(typed=typed, villages=villages).villages if typed != shown else []
    if typed == shown or of_photo in found or not typed:
        return []
    form.add_error("village", OF_PHOTO.format(village=label_village(of_photo)))
    return [of_photo, *found]


def _read_initial(draft: Draft, villages: list[Village]) -> dict[str, Any]:
    lat, lng = draft.data.get("point") or ("", "")
    chosen = next((village for village in villages if village.code == draft.data.get("village")), None)
    return {
        "village": label_village(chosen) if chosen else "",
        "landmark": draft.data.get("landmark", ""),
        "lat": str(lat),
        "lng": str(lng),
    }


def _list_photo_places(draft: Draft) -> list[tuple[str, Village]]:
    """Return photos taken inside the county, with the village of each."""
    points = draft.data.get("photo_points", {})
    kept = {str(pk) for pk in draft.photos.values_list("pk", flat=True)} if points else set()
    places = [(key, find_place(lat=lat, lng=lng)) for key, (lat, lng) in points.items() if key in kept]
    found = [(key, find_village(place.village_code or "")) for key, place in places[:5]]
    return [(key, village) for key, village in found if village]


def _render(
    request: HttpRequest,
    draft: Draft,
    category: Category | None,
    villages: list[Village],
    form: PlaceForm,
    choices: list[Village] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "villages": villages,
        "choices": choices or [],
        "photo_places": _list_photo_places(draft),
        "tiles_url": settings.MAP_TILES_URL,
        "tiles_attribution": settings.MAP_TILES_ATTRIBUTION,
    }
    return render_step(request, steps.PLACE, draft, category, context, status)
