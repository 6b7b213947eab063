"""Checks a results file against docs/results-format.md, rule by rule, without any code of fpt-script.

usage: layout_audit.py FILE...; prints one line for each file, and every rule that is broken before it fails.
"""

import hashlib
import json
import re
import struct
import sys
import warnings

import h5netcdf
import h5py
import netCDF4
import numpy
import xarray

BARE = b"This is a netCDF dimension but not a netCDF variable."
LIBRARY = {"CLASS", "NAME", "DIMENSION_LIST", "DIMENSION_LABELS", "REFERENCE_LIST",
           "_Netcdf4Dimid", "_Netcdf4Coordinates", "_NCProperties", "_nc3_strict"}
TYPES = {"float32": "<f4", "float64": "<f8", "int64": "<i8", "int8": "|i1"}
OTHER_KINDS = {"bars": ["x"], "scatter": ["points"], "published": ["points"], "budget": ["x", "stack"]}
STATES = {"planned", "running", "done", "diverged", "failed", "unavailable"}
SHOWN = {"mean", "std", "sem", "ci95", "bootstrap", "ci_test", "median", "iqr", "min", "max", "count"}
HASH = re.compile(r"[0-9a-f]{64}")
ORDERED = h5py.h5p.CRT_ORDER_TRACKED | h5py.h5p.CRT_ORDER_INDEXED


class Audit:
    def __init__(self, path):
        self.path = path
        self.broken = []
        self.groups = self.datasets = self.attributes = 0
        self.scales = {}

    def check(self, holds, place, rule):
        if not holds:
            self.broken.append(f"{self.path}: {place}: {rule}")

    # Names and attributes.

    def name(self, stored, place):
        try:
            plain = re.sub(r"((?:%[0-9A-F]{2})+)",
                           lambda m: bytes.fromhex(m.group()[1:].replace("%", "")).decode(), stored)
        except UnicodeDecodeError:
            plain = ""
        self.check(encoded(plain) == stored, place, f"the name {stored!r} is not encoded as the format says")
        self.check(len(stored.encode()) <= 255, place, "a name has more than 255 bytes")

    def attribute(self, node, name, place):
        self.attributes += 1
        self.name(name, place)
        attribute = h5py.h5a.open(node.id, name.encode())
        kind, shape = attribute.get_type(), attribute.shape
        self.check(len(shape) <= 1, place, f"@{name} has more than one dimension")
        if isinstance(kind, h5py.h5t.TypeStringID):
            self.check(kind.is_variable_str() and kind.get_cset() == h5py.h5t.CSET_UTF8, place,
                       f"@{name} is no variable-length UTF-8")
        else:
            allowed = {"<i8"} if shape else {"<i8", "<f8"}
            self.check(kind.dtype.str in allowed, place, f"@{name} is {kind.dtype.str}")

    def own_attributes(self, node, place):
        is_dataset = isinstance(node, h5py.Dataset)
        for name in node.attrs:
            if not (is_dataset and name in LIBRARY):
                self.attribute(node, name, place)

    # Groups.

    def group(self, node, scope):
        self.groups += 1
        place = node.name
        creation = node.id.get_create_plist()
        self.check(creation.get_link_creation_order() == ORDERED, place, "link order")
        self.check(creation.get_attr_creation_order() == ORDERED, place, "attribute order")
        self.times(creation, place)
        self.own_attributes(node, place)
        scope = dict(scope)
        children = []
        for name in node:
            link = node.get(name, getlink=True)
            self.check(isinstance(link, h5py.HardLink), place, f"{name} is no hard link")
            self.name(name, place)
            if not isinstance(link, h5py.HardLink):
                continue
            child = node[name]
            children.append(child)
            self.check(h5py.h5o.get_info(child.id).rc == 1, child.name, "not one link")
            if isinstance(child, h5py.Dataset) and child.is_scale:
                scope[name] = child
                self.scales[address(child)] = name
        for child in children:
            if isinstance(child, h5py.Group):
                self.group(child, scope)
            else:
                self.check(isinstance(child, h5py.Dataset), child.name, "neither group nor dataset")
                self.dataset(child, scope)
        if node.attrs.get("NX_class") == "NXdata":
            self.nexus(node)

    def nexus(self, node):
        signal, axes = node.attrs.get("signal"), node.attrs.get("axes")
        self.check(axes is not None, node.name, "NXdata without axes")
        if signal is not None:
            self.check(signal in node, node.name, f"the signal {signal} is not there")
            if signal in node:
                dimensions = [self.scale_name(d) for d in node[signal].dims]
                self.check(list(axes) == dimensions, node.name, f"axes {axes}, not {dimensions}")

    def times(self, creation, place):
        # h5py has no getter for this list on every version; the object header tells.
        tracks = getattr(creation, "get_obj_track_times", None)
        if tracks:
            self.check(not tracks(), place, "times are tracked")

    # Datasets.

    def dataset(self, node, scope):
        place = node.name
        creation = node.id.get_create_plist()
        self.times(creation, place)
        info = h5py.h5o.get_info(node.id)
        self.check(info.mtime == 0 and info.ctime == 0, place, "a time is stored")
        self.check(creation.get_attr_creation_order() == ORDERED, place, "attribute order")
        self.check(creation.get_layout() != h5py.h5d.VIRTUAL, place, "virtual")
        filters = [creation.get_filter(i)[0] for i in range(creation.get_nfilters())]
        self.check(filters in ([], [2, 1]), place, f"filters {filters}")
        self.check("/weights/" not in place or not filters, place, "weights are compressed")
        if creation.get_layout() == h5py.h5d.CONTIGUOUS:
            self.check(creation.get_external_count() == 0, place, "external storage")
        if node.is_scale and node.attrs["NAME"].startswith(BARE):
            expected = BARE + str(node.shape[0]).rjust(10).encode()
            self.check(node.attrs["NAME"] == expected, place, "the name of a bare dimension")
            self.check(node.dtype.str == "<f4" and node.id.get_storage_size() == 0, place,
                       "a bare dimension has values")
            self.check(list(n for n in node.attrs if n not in LIBRARY) == [], place,
                       "a bare dimension has attributes")
            return
        self.datasets += 1
        self.own_attributes(node, place)
        text = h5py.check_string_dtype(node.dtype)
        if text:
            self.check(text.encoding == "utf-8" and text.length is None, place, "not UTF-8")
        else:
            self.check(TYPES.get(node.dtype.name) == node.dtype.str, place, f"type {node.dtype}")
            self.check(isinstance(node.attrs.get("units"), str), place, "no units")
        self.check(isinstance(node.attrs.get("long_name"), str), place, "no long_name")
        self.check(node.attrs.get("sha256") == digest(node, text), place, "sha256")
        self.dimensions(node, scope)

    def dimensions(self, node, scope):
        place = node.name
        if node.is_scale:
            self.check(node.ndim == 1, place, "a scale of more than one dimension")
            return
        names = []
        for index, dimension in enumerate(node.dims):
            if len(dimension) != 1:
                self.check(False, place, f"{len(dimension)} scales on dimension {index}")
                continue
            scale = dimension[0]
            name = self.scale_name(dimension)
            self.check(scope.get(name) == scale, place, f"the scale {name} is not in scope")
            self.check(scale.shape == (node.shape[index],), place, f"the scale {name} has another size")
            names.append(name)
        self.check(len(set(names)) == len(names), place, f"a dimension twice: {names}")
        self.check(node.name.rsplit("/", 1)[1] not in scope, place, "named like a dimension")

    def scale_name(self, dimension):
        """The name of the scale of a dimension. The library would look through the whole file for it."""
        scale = dimension[0]
        return self.scales.get(address(scale)) or scale.name.rsplit("/", 1)[1]

    # What is where.

    def elements(self, file):
        self.check(list(file.attrs)[:2] == ["Conventions", "fpt_format"], "/", "the first attributes")
        version = file.attrs["fpt_format"]
        self.check(version in (1, 2), "/", "fpt_format")
        self.check(bool(HASH.fullmatch(file.attrs["content_digest"])), "/", "content_digest")
        if "cell" in file.attrs:
            self.cell(file)
            return
        for name in ["title", "profile"]:
            self.check(isinstance(file.attrs[name], str), "/", name)
        expected = {"script", "cells", "runs", "tables", "plots"}
        if version > 1:
            expected |= {"curves", "notebook"}
        self.check(set(file) <= expected | {"provenance"}, "/", f"members {list(file)}")
        missing = expected - set(file)
        self.check(not missing, "/", f"no {sorted(missing)}")
        if missing:
            return
        script = file["script"]
        for name in ["profile", "overrides", "files"]:
            self.check(name in script.attrs, "/script", f"no {name}")
        self.script(script)
        self.check(list(file["cells"]) == sorted(file["cells"]), "/cells", "the order of cells")
        for name, cell in file["cells"].items():
            self.check(bool(HASH.fullmatch(name)), cell.name, "no hash")
            self.cell(cell)
        for run in file["runs"].values():
            axes = list(run.attrs["axes"])
            for name in ["state", "cell"]:
                self.check([self.scale_name(d) for d in run[name].dims] == axes, run.name, f"{name} over axes")
            states = run["state"].asstr()[()].reshape(-1)
            for cell, state in zip(run["cell"].asstr()[()].reshape(-1), states):
                self.check(cell == "" or state == "planned" or cell in file["cells"], run.name, f"no cell {cell}")
        for kind in ["runs", "tables", "plots"]:
            for group in file[kind].values():
                self.check(group.attrs.get("NX_class") == "NXdata", group.name, "not NXdata")
                self.check(kind == "runs" or "title" in group.attrs, group.name, "no title")
        for plot in file["plots"].values():
            self.parts(plot)

        if version > 1:
            self.curves(file)
            self.notebook(file)

    def parts(self, plot):
        """Intervals around means, single seeds whose mean is the mean, levels of chance, phases with their panels."""
        values = {name: node[()] for name, node in plot.items() if isinstance(node, h5py.Dataset)}
        if "ci95_low" in values:
            known = ~numpy.isnan(values["ci95_low"])
            self.check(bool(numpy.all(values["ci95_low"][known] < values["mean"][known])), plot.name, "ci95_low")
            self.check(bool(numpy.all(values["ci95_high"][known] > values["mean"][known])), plot.name, "ci95_high")
            self.check(bool(numpy.all(values["count"][known] > 1)), plot.name, "an interval of one seed")
        own = texts(plot.attrs["axes"])
        for name, part in plot.items():
            if not isinstance(part, h5py.Group):
                continue
            self.check(name in ("seeds", "chance"), part.name, "an unknown part")
            self.check(part.attrs.get("NX_class") == "NXdata" and "title" in part.attrs, part.name, "not NXdata")
            axes = texts(part.attrs["axes"])
            if name == "seeds":
                self.check(axes == own[:-1] + ["seed"] + own[-1:], part.name, f"the axes {axes}")
                value = part["value"][()]
                count = numpy.sum(~numpy.isnan(value), axis=-2)
                self.check(numpy.array_equal(count, values["count"]), part.name, "the count of seeds")
                mean = numpy.nansum(value, axis=-2) / numpy.maximum(count, 1)
                self.check(numpy.allclose(mean[count > 0], values["mean"][count > 0], rtol=1e-12),
                           part.name, "not the seeds of the means")
            else:
                self.check(axes == own[:len(axes)], part.name, f"the axes {axes}")
                level = numpy.atleast_1d(part["accuracy"][()])
                self.check(bool(numpy.all(numpy.isnan(level) | ((level >= 0) & (level <= 1)))), part.name, "no accuracy")
        if "phase_step" in plot.attrs:
            lengths = {len(plot.attrs[f"phase_{name}"]) for name in ("panel", "step", "name")}
            self.check(len(lengths) == 1, plot.name, "phases of other lengths")

    def curves(self, file):
        """Each array over the run's axes and steps has what the cells have, and NaN elsewhere."""
        for name, curves in file["curves"].items():
            self.check(name in file["runs"], curves.name, "no run of this name")
            if name not in file["runs"]:
                continue
            run = file["runs"][name]
            axes = [str(axis) for axis in run.attrs["axes"]]
            cells = run["cell"].asstr()[()]
            for split, group in curves.items():
                self.check([str(axis) for axis in group.attrs["axes"]] == axes + ["step"],
                           group.name, "not over the run's axes and steps")
                steps = group["step"][()]
                self.check(list(steps) == sorted(set(steps)), group.name, "the steps' order")
                for column, node in group.items():
                    if node.is_scale:
                        continue
                    expected = numpy.full(node.shape, numpy.nan)
                    for point in numpy.ndindex(cells.shape):
                        own = file["cells"].get(f"{cells[point]}/curves/{split}", {}) if cells[point] else {}
                        if column in own:
                            expected[point][numpy.searchsorted(steps, own["step"][()])] = own[column][()]
                    self.check(numpy.array_equal(node[()], expected, equal_nan=True), node.name,
                               "not the curves of the cells")

    def notebook(self, file):
        """Items in order, each of which says what it shows of the tables and plots."""
        notebook = file["notebook"]
        self.check("notes" in notebook.attrs, "/notebook", "no notes")
        items = texts(notebook.attrs["items"])
        self.check(len(set(items)) == len(items), "/notebook", f"items {items}")
        for name in items:
            self.check(name in notebook, "/notebook", f"no item {name}")
            if name not in notebook:
                continue
            item = notebook[name]
            kind = item.attrs.get("kind")
            if kind == "prose":
                self.check(item["text"].shape == (), item.name, "no text")
            elif kind == "table":
                axes = texts(item.attrs["rows"]) + texts(item.attrs["columns"])
                self.figure(file["tables"], item, "table", axes)
                self.check(set(texts(item.attrs["show"])) <= SHOWN, item.name, "show")
                self.check(item.attrs["format"] in ("number", "percent"), item.name, "format")
                self.check(0 <= item.attrs["digits"] <= 15, item.name, "digits")
                self.check(isinstance(item.attrs["label"], str), item.name, "label")
                self.further(file["tables"], item)
            elif kind == "plot":
                axes = texts(item.attrs["facets"]) + texts(item.attrs["series"]) + [item.attrs["x"]]
                self.figure(file["plots"], item, "plot", axes)
                self.check(item.attrs["x_scale"] in ("linear", "log"), item.name, "x_scale")
                self.check(item.attrs.get("y_scale", "linear") in ("linear", "log"), item.name, "y_scale")
                self.check(item.attrs.get("y_range", "shared") in ("shared", "free"), item.name, "y_range")
            elif kind == "map":
                self.figure(file["plots"], item, "plot", texts(item.attrs["facets"]), is_whole=False)
            elif kind in OTHER_KINDS:
                names = ["facets", "series"] + OTHER_KINDS[kind]
                axes = [axis for name in names for axis in texts(item.attrs[name])]
                self.figure(file["plots"], item, "plot", axes)
            else:
                self.check(False, item.name, f"the kind {kind!r}")
        if "labels" in notebook:
            for name in ["kind", "name", "label", "caption", "note"]:
                self.check(name in notebook["labels"], "/notebook/labels", f"no {name}")
        if "changes" in notebook:
            for name in ["path", "from", "to", "source"]:
                self.check(name in notebook["changes"], "/notebook/changes", f"no {name}")

    def further(self, tables, item):
        """Further measures have groups of their own over the axes of the table; comparisons have the texts that name them."""
        table = tables.get(item.attrs["table"])
        if table is None:
            return
        labels = texts(item.attrs["further_labels"]) if "further_labels" in item.attrs else []
        for name in ["further_formats", "further_digits"]:
            self.check(len(item.attrs.get(name, [])) == len(labels), item.name, name)
        groups = [table]
        for label in labels:
            group = table.get(f"measures/{label}")
            self.check(group is not None, table.name, f"no measure {label}")
            if group is not None:
                self.check(texts(group.attrs["axes"]) == texts(table.attrs["axes"]), group.name, "axes")
                groups.append(group)
        for group in groups:
            comparisons = group.get("comparisons")
            if comparisons is not None:
                self.check(texts(comparisons.attrs["axes"]) == ["comparison"], comparisons.name, "axes")
                for name in ["axis", "left", "right", "difference", "p", "p_holm", "pairs"]:
                    self.check(name in comparisons, comparisons.name, f"no {name}")
                self.check("family_size" in comparisons.attrs, comparisons.name, "no family_size")
            if "seeds" in group:
                self.check(texts(group["seeds"].attrs["axes"]) == texts(group.attrs["axes"]) + ["seed"],
                           group.name, "the axes of seeds")

    def figure(self, parent, item, attribute, axes, is_whole=True):
        name = item.attrs[attribute]
        self.check(name in parent, item.name, f"no {attribute} {name}")
        if name in parent:
            own = texts(parent[name].attrs["axes"])
            found = own if is_whole else own[:len(axes)]
            self.check(found == axes, item.name, f"the axes {axes}, not {own}")

    def script(self, script):
        """One scalar text for each file of the experiment and of published values, with the digest of its bytes."""
        names = texts(script.attrs["files"]) + texts(script.attrs.get("references", []))
        self.check(sorted(script) == sorted(encoded(name) for name in names), "/script",
                   f"datasets {list(script)} for the files {names}")
        for name, node in script.items():
            self.check(node.shape == (), node.name, f"the shape {node.shape} of a file")
            found = hashlib.sha256(node.asstr()[()].encode()).hexdigest()
            self.check(node.attrs.get("sha256") == found, node.name, "the digest of the file itself")

    def cell(self, cell):
        state = cell.attrs["state"]
        self.check(state in STATES, cell.name, f"state {state}")
        self.check(isinstance(cell.attrs["configuration"], str), cell.name, "configuration")
        if "resolved_configuration" in cell.attrs:
            resolved = json.loads(cell.attrs["resolved_configuration"])
            self.check({"task", "model", "train", "seed"} <= set(resolved), cell.name,
                       "resolved_configuration")
        done = cell.attrs["measures_done"]
        names = [] if isinstance(done, h5py.Empty) else list(done)
        self.check(names == list(cell.get("measures", {})), cell.name, f"measures_done {names}")
        if state == "diverged":
            for name in ["diverged_at_step", "last_finite_loss"]:
                self.check(name in cell.attrs, cell.name, f"no {name}")
        for name, node in cell.get("weights/trained", {}).items():
            self.check(node.dtype.str == "<f4", node.name, "a parameter that is not float32")


def texts(attribute):
    """The texts of an attribute, which is of no type where the list is empty."""
    return [] if isinstance(attribute, h5py.Empty) else [str(text) for text in attribute]


def encoded(name):
    """A name as it is stored: section 1 of the format's document."""
    def encode(match):
        return "".join(f"%{byte:02X}" for byte in match.group().encode())
    return re.sub(r"[/%\x00-\x1f\x7f-\x9f]|^ | $|^\.", encode, name)


def address(node):
    return h5py.h5o.get_info(node.id).addr


def digest(node, is_text):
    if is_text:
        value = node.asstr()[()]
        if node.shape == ():
            data = value.encode()
        else:
            data = b"".join(struct.pack("<Q", len(s.encode())) + s.encode() for s in value.reshape(-1))
    else:
        value = numpy.array(node[()])
        if value.dtype.kind == "f":
            value[numpy.isnan(value)] = numpy.nan
        data = value.tobytes()
    return hashlib.sha256(data).hexdigest()


def same(a, b):
    a, b = numpy.ma.filled(numpy.asanyarray(a), numpy.nan) if numpy.ma.isMaskedArray(a) else a, b
    a, b = numpy.asarray(a), numpy.asarray(b)
    if a.dtype.kind in "OUST" or b.dtype.kind in "OUST":
        return text_list(a) == text_list(b)
    return numpy.array_equal(a, b, equal_nan=a.dtype.kind == "f")


def text_list(array):
    """Texts of any reader, one a line of a list: some give bytes, which are UTF-8 and not ASCII."""
    return [t.decode() if isinstance(t, bytes) else str(t) for t in array.reshape(-1).tolist()]


def readers(audit, path):
    """Every variable through each reader, without a keyword, as h5py has it; of cells, which are all alike, h5netcdf reads up to fifty."""
    values = {}
    with h5py.File(path) as file:
        def note(name, node):
            if isinstance(node, h5py.Dataset) and not node.attrs.get("NAME", b"").startswith(BARE):
                values["/" + name] = node.asstr()[()] if node.dtype.kind == "O" else node[()]
        file.visititems(note)
    with netCDF4.Dataset(path) as file:
        file.set_auto_maskandscale(False)
        for name, value in values.items():
            audit.check(same(file[name][...], value), name, "netCDF4 reads something else")
    with h5netcdf.File(path, "r") as file:
        # For each dimension it looks through the whole file for the name of the scale.
        cells = list(file.groups["cells"].groups) if "cells" in file.groups else []
        chosen = set(cells[::(len(cells) + 49) // 50 or 1])
        for name, value in values.items():
            if name.startswith("/cells/") and name.split("/")[2] not in chosen:
                continue
            variable = file[name]
            audit.check(same(variable[...], value), name, "h5netcdf reads something else")
            audit.check(all(not d.startswith("phony") for d in variable.dimensions), name,
                        "h5netcdf invents a dimension")
    tree = xarray.open_datatree(path)
    seen = set()
    for node in tree.subtree:
        for name, variable in node.to_dataset(inherit=False).variables.items():
            place = node.path.rstrip("/") + "/" + name
            seen.add(place)
            audit.check(same(variable.values, values[place]), place, "xarray reads something else")
        # A tree has a coordinate once that a group shares with the groups inside it.
        for name, variable in node.to_dataset(inherit=True).coords.items():
            place = node.path.rstrip("/") + "/" + name
            if place in values and place not in seen:
                seen.add(place)
                audit.check(same(variable.values, values[place]), place, "xarray inherits something else")
    audit.check(seen == set(values), "/", f"xarray does not see {sorted(set(values) - seen)}")
    tree.close()
    for group in [g for g in tree.groups if g.startswith("/runs/")]:
        run = xarray.open_dataset(path, group=group.lstrip("/"))
        audit.check(set(run.coords) == set(run.dims) and run.sizes, group, "an axis without a name")
        run.close()


def main():
    warnings.simplefilter("error", UserWarning)
    broken = []
    for path in sys.argv[1:]:
        audit = Audit(path)
        with open(path, "rb") as file:
            head = file.read(9)
        audit.check(head[:8] == b"\x89HDF\r\n\x1a\n" and head[8] in (2, 3), "/", "superblock")
        with h5py.File(path, "r") as file:
            audit.group(file["/"], {})
            # What follows takes the rules of the container for granted.
            if not audit.broken:
                audit.elements(file)
        if not audit.broken:
            readers(audit, path)
        print(f"{audit.groups} groups, {audit.datasets} datasets, {audit.attributes} attributes")
        broken += audit.broken
    if broken:
        sys.exit("\n".join(broken[:50]))


main()
