"""SpiffWorkflow with its state in PostgreSQL, as a web application would keep it: for every step the workflow is read from its
row, one user task completed, and the row written, in one commit.

    python spiff_steps.py DATABASE_URL STEPS CASES        prints steps a second
"""

from __future__ import annotations

import io
import sys
import time

import psycopg
from lxml import etree
from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.serializer.workflow import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def diagram(steps: int) -> bytes:
    """`steps` user tasks, one after another."""
    nodes = [
        "<startEvent id='s'/>",
        *(f"<userTask id='t{n}' name='t{n}'/>" for n in range(steps)),
        "<endEvent id='e'/>",
    ]
    names = ["s", *(f"t{n}" for n in range(steps)), "e"]
    pairs = zip(names[:-1], names[1:], strict=True)
    edges = [f"<sequenceFlow id='f{n}' sourceRef='{a}' targetRef='{b}'/>" for n, (a, b) in enumerate(pairs)]
    process = f"<process id='p' isExecutable='true'>{''.join([*nodes, *edges])}</process>"
    return f"<definitions xmlns='{BPMN}' targetNamespace='x'>{process}</definitions>".encode()


def main() -> None:
    url, steps, cases = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.parse(io.BytesIO(diagram(steps))))
    spec = parser.get_spec("p")
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    with psycopg.connect(url) as database:
        database.execute("CREATE TABLE IF NOT EXISTS spiff_case (id serial PRIMARY KEY, state text NOT NULL)")
        database.commit()
        rows = []
        for _ in range(cases):
            workflow = BpmnWorkflow(spec)
            workflow.do_engine_steps()
            made = database.execute(
                "INSERT INTO spiff_case (state) VALUES (%s) RETURNING id", [serializer.serialize_json(workflow)]
            )
            rows.append(made.fetchone()[0])
        database.commit()
        began = time.perf_counter()
        for row in rows:
            for _ in range(steps):
                state = database.execute("SELECT state FROM spiff_case WHERE id = %s FOR UPDATE", [row]).fetchone()[0]
                workflow = serializer.deserialize_json(state)
                next(iter(workflow.get_tasks(state=TaskState.READY, manual=True))).run()
                workflow.do_engine_steps()
                database.execute(
                    "UPDATE spiff_case SET state = %s WHERE id = %s", [serializer.serialize_json(workflow), row]
                )
                database.commit()
            if not workflow.is_completed():
                raise SystemExit("a workflow did not end")
        print(cases * steps / (time.perf_counter() - began))


if __name__ == "__main__":
    main()
