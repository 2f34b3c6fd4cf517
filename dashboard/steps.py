"""Taking a step from its form: the photos first, then the lifecycle."""

from __future__ import annotations

from uuid import UUID

from complaints.actors import Actor
from complaints.choices import PhotoPurpose
from complaints.lifecycle import apply_transition, available_transitions
from complaints.models import Complaint, Photo
from complaints.photo_uploads import discard_photo, save_photos
from complaints.refusals import MissingField, TransitionRefused
from dashboard.forms import MOST_PHOTOS, StepForm


def take_step(*, complaint: Complaint, actor: Actor, form: StepForm) -> list[str]:
    """Take the step of a valid form; returns what was wrong with photos that could not be kept.

    Raises TransitionRefused; then no photo of the form is kept either.
    """
    photos, problems = _keep_photos(complaint, actor, form)
    try:
        _apply(complaint, actor, form, photos)
    except TransitionRefused as error:
        _drop_photos([photo.pk for photo in photos])
        if problems and isinstance(error, MissingField):
            raise MissingField(error.field, " ".join(problems)) from error
        raise
    return problems


def _apply(complaint: Complaint, actor: Actor, form: StepForm, photos: list[Photo]) -> None:
    given = form.cleaned_data
    apply_transition(
        complaint_id=complaint.pk,
        action=form.transition.action,
        actor=actor,
        version=given["version"],
        text=given.get("text", ""),
        proof_photo_ids=[photo.pk for photo in photos],
        no_proof_reason=given.get("no_proof_reason", ""),
        forwarded_to=given.get("forwarded_to", ""),
        merged_into_number=given.get("merged_into", ""),
        to_agency_id=given.get("to_agency"),
        emergency_category=given.get("emergency_category", ""),
    )


def _keep_photos(complaint: Complaint, actor: Actor, form: StepForm) -> tuple[list[Photo], list[str]]:
    files = form.cleaned_data.get("proof") or []
    # A step that will be refused anyway is not worth decoding photos for.
    stale = form.cleaned_data["version"] != complaint.version
    if not files or stale or form.transition not in available_transitions(complaint, actor):
        return [], []
    done = save_photos(files=files, room=MOST_PHOTOS, complaint=complaint)
    Photo.objects.filter(pk__in=[photo.pk for photo in done.photos]).update(purpose=PhotoPurpose.AFTER)
    return done.photos, done.problems


def _drop_photos(photo_ids: list[UUID]) -> None:
    for photo in Photo.objects.filter(pk__in=photo_ids, event=None):
        discard_photo(photo=photo)
