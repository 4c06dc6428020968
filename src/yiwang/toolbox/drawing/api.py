"""Drawing 流程图: a flow as a picture.

both(flow_of(case), Standing(at=case.step, done={"intake": "何 · 03-02"}))   # {% include "drawing/both.html" %}
"""

from .graphs import Both, Drawn, Standing, both, draw

__all__ = ["Both", "Drawn", "Standing", "both", "draw"]
