"""Drawing 流程图: a flow as a picture, as BPMN 2.0 and back.

both(flow_of(case), Standing(at=case.step, done={"intake": "何 · 03-02"}))   # {% include "drawing/both.html" %}
written(flow, "food_operation/licence")                                      # BPMN 2.0, as bytes
taken(content).flow, .report, .problems                                      # what a BPMN file says here
"""

from .errors import HasDoctype, NoSteps, NotBpmn, NoXml, TooLarge
from .graphs import Both, Drawn, Standing, both, draw, standing_of
from .queries import days, parts
from .taking import Line, Taken, as_yaml, taken
from .writing import written

__all__ = [
    "Both", "Drawn", "HasDoctype", "Line", "NoSteps", "NoXml", "NotBpmn", "Standing", "Taken", "TooLarge", "as_yaml",
    "both", "days", "draw", "parts", "standing_of", "taken", "written",
]  # fmt: skip
