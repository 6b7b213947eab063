"""Draws how the cost of a training step grows: python plot_sweep.py SWEEP.csv SWEEP.svg

One panel for each axis of `fpt-benchmark sweep`: the best step's milliseconds on logarithmic scales (the trained share's axis is
linear), one line for each precision, and a thin line along which the time would grow as the axis does.
"""
import csv
import sys

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams.update({"svg.hashsalt": "sweep", "svg.fonttype": "none", "font.size": 9})
from matplotlib import pyplot  # noqa: E402

source, target = sys.argv[1:]
with open(source) as lines:
    points = list(csv.DictReader(lines))
axes = list(dict.fromkeys(point["axis"] for point in points))
titles = {
    "tokens": "tokens", "width": "width", "layers": "blocks", "batch": "batch",
    "trained share": "trained share of the parameters",
}
styles = {"float32": ("f32", "#1f5fa8", "o"), "bfloat16": ("bf16", "#c4601c", "s")}

figure, panels = pyplot.subplots(2, 3, figsize=(9.6, 5.6), layout="constrained")
panels = panels.flatten()
for panel, axis in zip(panels, axes):
    for precision, (label, color, marker) in styles.items():
        own = [point for point in points if point["axis"] == axis and point["precision"] == precision]
        if not own:
            continue
        x = [float(point["value"]) for point in own]
        y = [float(point["best_ms"]) for point in own]
        panel.plot(x, y, color=color, marker=marker, markersize=3.5, linewidth=1.3, label=label)
        if precision == "float32" and axis != "trained share":
            panel.plot(
                x, [y[-1] * value / x[-1] for value in x], color="#999999", linewidth=0.8,
                linestyle=":", label="in proportion")
    panel.set_xlabel(titles.get(axis, axis))
    panel.set_ylabel("ms a step")
    if axis != "trained share":
        panel.set_xscale("log", base=2)
        panel.set_yscale("log", base=2)
        panel.xaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%g"))
        panel.yaxis.set_major_formatter(matplotlib.ticker.FormatStrFormatter("%g"))
    else:
        panel.set_ylim(bottom=0)
    panel.grid(color="#e4e4e4", linewidth=0.6)
for panel in panels[len(axes):]:
    panel.axis("off")
handles, labels = panels[0].get_legend_handles_labels()
panels[-1].legend(handles, labels, loc="upper left", frameon=False)
first = points[0]
panels[-1].text(
    0.02, 0.45, f"{first['processor']}\n{first['kernels']} kernels\n{first['date']}",
    transform=panels[-1].transAxes, va="top")
figure.savefig(target, metadata={"Date": None})
