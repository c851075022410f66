"""`python -m evals.reading`: the personas' replies, the same as `gatewise eval reading --personas`."""

from evals.reading.personas import main

main()
