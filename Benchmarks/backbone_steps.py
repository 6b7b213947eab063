"""The step times in a results file of backbones.fpt, as a table: python backbone_steps.py RESULTS.h5

The best of the seeds for each model, since other programs only ever make a step slower.
"""
import sys

import h5py

with h5py.File(sys.argv[1]) as file:
    run = file["runs/main"]
    models = [name.decode() for name in run["model"][:]]
    cells = run["cell"].asstr()[:]
    provenance = file["provenance/cells"]
    processor = file["provenance"].attrs.get("processor", "")
    print("| Model | milliseconds |\n| --- | ---: |")
    for model, row in sorted(
            ((name, row) for name, row in zip(models, cells)), key=lambda pair: pair[0].lower()):
        rates = [provenance[cell].attrs["examples_per_second"] for cell in row if cell in provenance]
        if rates:
            print(f"| {model} | {16_000 / max(rates):.0f} |")
