"""An imported list is a guide only until its agency binds it: then it has a door, and its cases run as the matter's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.test_bad_input import at, text
from yiwang.applications.service.matters import api as library
from yiwang.applications.service.matters import binding, rules
from yiwang.applications.service.matters.errors import NotBound, NotYours, Unfit
from yiwang.applications.service.matters.models import Edition, Item, Step
from yiwang.applications.service.matters.testing import FOOD, WUHUA, for_everybody, writers
from yiwang.kernel import clock
from yiwang.pillars.security.base import api as security
from yiwang.pillars.security.base import testing
from yiwang.pillars.standards.base import api as standards

from .test_import import LISTS

OFFER = "1153010201510011924530120005000"  # 小餐饮登记 of the list, at 五华区
PORTAL = (LISTS / "portal.jsonl").read_bytes()


@pytest.fixture
def cast(db):
    return testing.cast()


@pytest.fixture
def people(cast):
    made = writers()
    library.keep_catalogue(security.SYSTEM)
    library.import_list(security.SYSTEM, PORTAL, library.built_in_mapping("guangdong"))
    testing.enter(security.SYSTEM)
    return made


def item() -> Item:
    testing.enter(security.SYSTEM)
    return Item.objects.get(task_code=OFFER)


def offer() -> library.Offer:
    testing.enter(security.SYSTEM)
    found = library.offered_at(FOOD, WUHUA, clock.today())
    assert found is not None
    return found


def why(people, name: str = FOOD) -> str:
    with security.viewing(people.wuhua):
        return next(one.why_not for one in binding.choices(people.wuhua, OFFER) if one.name == name)


def test_bound_it_is_applied_for_by_its_own_guide_and_promise(people):
    assert offer().task_code == ""
    binding.bind(people.wuhua, OFFER, FOOD)
    assert item().binding == FOOD and item().agency_id == people.wuhua.agency
    assert (offer().task_code, offer().open, offer().promise_days) == (OFFER, True, 3)
    assert library.guide(OFFER, "", clock.today()).open
    assert not [one for one in library.search("小餐饮登记") if one.guide_only]


def test_the_screens_bind_and_the_guide_has_a_door(cast, people):
    desk = at(people.wuhua)
    assert "现在只是办事指南" in text(desk.get(f"/console/matters/{OFFER}/"))
    page = f"/console/matters/{OFFER}/bind/"
    assert "按哪一件事办" in text(desk.get(page))
    assert "请从名单里选一件" in text(desk.post(page, {"matter": "no/such"}))
    assert desk.post(page, {"matter": FOOD, "key": "one"}).status_code == 302
    assert "在网上按“食品经营许可核发”办理" in text(desk.get(f"/console/matters/{OFFER}/"))
    with for_everybody():
        assert (
            'action="/matters/food_operation.licence/start/"' in at(cast.li).get(f"/matters/{OFFER}/").content.decode()
        )
    assert desk.post(page, {"do": "unbind", "key": "two"}).status_code == 302
    assert offer().task_code == "" and item().binding == ""
    assert list(Step.objects.filter(item=item()).order_by("pk").values_list("what", flat=True)) == ["bind", "unbind"]


@pytest.fixture
def neighbour(people):
    """An editor of another agency of the same county."""
    facts = {
        "name": "五华区另一局",
        "short_name": "另一局",
        "line": "other",
        "division_id": WUHUA,
        "level": 4,
        "synthetic": True,
    }
    testing.enter(security.SYSTEM)
    agency, _ = standards.Agency.objects.get_or_create(uscc="11530102MB00000X15", defaults=facts)
    return testing._staff("neighbour_editor", "另一局编写", agency, "matters_editor")


def test_another_agency_does_not_bind_it(people, neighbour):
    binding.bind(people.wuhua, OFFER, FOOD)
    for stranger in (people.dali, neighbour):
        with pytest.raises(NotYours):
            binding.unbind(stranger, OFFER)
        assert at(stranger).get(f"/console/matters/{OFFER}/bind/").status_code == 403


def test_without_the_keeper_a_neighbour_would(people, neighbour, monkeypatch):
    """Planted fault."""
    binding.bind(people.wuhua, OFFER, FOOD)
    monkeypatch.setattr(binding, "_not_keeper", lambda *_: False)
    binding.unbind(neighbour, OFFER)
    assert item().binding == ""


def test_what_comes_with_a_pack_has_no_binding_to_choose(people):
    library.adopt_everywhere(security.SYSTEM)
    testing.enter(security.SYSTEM)
    own = Item.objects.get(agency=people.wuhua.agency, basic__matter=FOOD).task_code
    with pytest.raises(NotBound):
        binding.bind(people.wuhua, own, FOOD)


def test_two_lists_do_not_offer_one_matter_at_one_place(people):
    library.adopt_everywhere(security.SYSTEM)
    with pytest.raises(Unfit, match="先停办那一份"):
        binding.bind(people.wuhua, OFFER, FOOD)


def test_what_would_reach_nobody_is_not_bound(people):
    testing.enter(security.SYSTEM)
    standards.Agency.objects.filter(line="market").update(line="other")
    with pytest.raises(Unfit, match="送不到人手里"):
        binding.bind(people.wuhua, OFFER, FOOD)


def test_a_list_that_was_withdrawn_is_not_bound(people):
    testing.enter(security.SYSTEM)
    Edition.objects.filter(item__task_code=OFFER).update(withdrawn_on=clock.today(), withdrawn_why="停")
    assert "没有生效的版本" in why(people)


def test_a_running_case_keeps_going_after_the_binding_ends(people):
    binding.bind(people.wuhua, OFFER, FOOD)
    edition = offer().edition
    binding.unbind(people.wuhua, OFFER)
    assert Edition.objects.filter(pk=edition).exists()


TYPES = st.sampled_from(["01", "05", "07", ""])


@given(st.none() | st.fixed_dictionaries({"task_type": TYPES}), TYPES.filter(bool), st.sampled_from(["4", "34", "7"]),
       st.sampled_from("2345"), st.sampled_from(["", "某局"]), st.sampled_from(["", "某局的清单"]))  # fmt: skip
def test_it_fits_only_where_everything_fits(body, task_type, use_level, level, handler, taken):
    fits = (
        body is not None and body["task_type"] in ("", task_type) and (use_level == "7" or level in use_level)
        and bool(handler) and not taken
    )  # fmt: skip
    assert (rules.unfit(body, "某事", task_type, use_level, level, handler, taken) == "") == fits


@pytest.mark.parametrize(
    ("division", "level"), [(530000_000000, 2), (530100_000000, 3), (530102_000000, 4), (530102_001000, 5)]
)
def test_the_level_is_the_places(division, level):
    assert binding.item_level(Item(division=division)) == level
