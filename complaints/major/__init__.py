"""Major incidents: gathering many reports under one name, and answering their reporters together.

No function in here writes the state of a report, and none follows from it.
"""
