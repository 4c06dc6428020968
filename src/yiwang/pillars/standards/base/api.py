"""Standards: places, agencies and posts, working days, the law's numbers by date.

    >>> division("532331").name                                     # doctest: +SKIP
    '禄丰市'
    >>> calendar().working_day_after(accepted, 20)                  # doctest: +SKIP
    Due(day=datetime.date(2026, 3, 16), provisional=False)
    >>> parameter("licence_decision").on(accepted).value            # doctest: +SKIP
    20

Reads need no actor: these are plain tables without row-level boundary. Writes happen inside an open change.
"""

from .actions import OpenRecord, write_year
from .errors import NoSuchAgency, NoSuchDivision, WrongNotice
from .events import CalendarAnnounced
from .law import add_parameter, parameter, parameters
from .models import Agency, CalendarDay, CalendarYear, Division, DivisionChange, Post, Role
from .notice import parse_notice
from .notice_days import DayLine, LineError, Notice
from .parameter_file import HOUR, DatedValue, ParameterFile, Value, binding
from .queries import (
    COUNTRY,
    Place,
    agencies_under,
    agency,
    agency_for,
    calendar,
    children,
    division,
    find_divisions,
    resolve,
    role_titles,
    subtree,
)
from .reference import (
    Loaded,
    calendar_years,
    counties,
    county_code_on,
    division_names,
    initials,
    load_reference,
    role_titles_known,
)

__all__ = [
    "COUNTRY", "HOUR", "Agency", "CalendarAnnounced", "CalendarDay", "CalendarYear", "DatedValue", "DayLine", "Division",
    "DivisionChange", "LineError", "Loaded", "NoSuchAgency", "NoSuchDivision", "Notice", "OpenRecord",
    "ParameterFile", "Place", "Post", "Role", "Value", "WrongNotice", "add_parameter", "agencies_under", "agency",
    "agency_for", "binding", "calendar", "calendar_years", "children", "counties", "county_code_on", "division", "division_names",
    "find_divisions", "initials", "load_reference", "parameter", "parameters", "parse_notice", "resolve",
    "role_titles", "role_titles_known", "subtree", "write_year",
]  # fmt: skip
