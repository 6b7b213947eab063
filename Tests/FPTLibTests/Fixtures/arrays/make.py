"""Makes types.h5, packed.nc and unpacked.h5 beside it: python3 make.py (h5py, netCDF4, xarray, numpy).

types.h5 holds the same numbers in every type that NumPy and h5py know, and soft links to some of them.
packed.nc holds arrays with netCDF's attributes, unpacked.h5 what xarray makes of each, as 32-bit floats.
"""

import os
import h5py
import netCDF4
import numpy as np
import xarray as xr

here = os.path.dirname(os.path.abspath(__file__))
rng = np.random.default_rng(18)

with h5py.File(os.path.join(here, "types.h5"), "w") as f:
    integers = np.arange(-12, 12).reshape(6, 2, 2)
    for kind in ["i1", "<i2", ">i2", "<i4", ">i4", "<i8", ">i8"]:
        f["signed " + kind] = integers.astype(kind)
    for kind in ["u1", "<u2", ">u2", "<u4", ">u4", "<u8", ">u8"]:
        f["unsigned " + kind] = (integers + 12).astype(kind)
    # Among them what half precision has least of: subnormal numbers, and the largest one.
    halves = np.array([1, -2.5, 2.0**-24, 3 * 2.0**-20, 65504, -0.0] * 4).reshape(6, 2, 2)
    for kind in ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"]:
        f["float " + kind] = halves.astype(kind)
    f["truth"] = integers % 3 == 0
    f.create_dataset("truth, chunked", data=integers % 3 == 0, chunks=(2, 2, 2), compression="gzip")
    colors = h5py.enum_dtype({"red": 0, "green": 1, "blue": 7}, basetype=">i2")
    f.create_dataset("enumeration", data=integers % 2 * 7, dtype=colors)
    bits = f.create_dataset("bits", (6, 2, 2), dtype=h5py.h5t.NATIVE_B8)
    bits.id.write(h5py.h5s.ALL, h5py.h5s.ALL, (integers % 2).astype("u1"), h5py.h5t.NATIVE_B8)
    f["group/inner"] = integers.astype("<i4")
    f["soft"] = h5py.SoftLink("/group/inner")
    f["group/relative"] = h5py.SoftLink("inner")
    f["to the group"] = h5py.SoftLink("group")
    f["circle"] = h5py.SoftLink("/circle")
    f["dangling"] = h5py.SoftLink("/nothing")
    f["external"] = h5py.ExternalLink("other.h5", "/x")
    f["complex"] = halves.astype("c8")
    f["compound"] = np.zeros((6, 2, 2), [("a", "i4"), ("b", "f4")])
    f["text"] = np.full((6,), b"name", "S4")
    f.create_dataset("texts", data=["a"] * 6, dtype=h5py.string_dtype())
    f.create_dataset("ragged", (6,), dtype=h5py.vlen_dtype("f4"))
    f["beyond"] = np.array([1, 2**63 + 1, 3, 4, 5, 6] * 4, "u8").reshape(6, 2, 2)
    f["labels"] = np.arange(6, dtype=">i4") % 2

cases = {
    "scale and offset, doubles": ("i2", {"scale_factor": np.float64(0.1), "add_offset": np.float64(273.15)}),
    "scale and offset, floats": ("i2", {"scale_factor": np.float32(0.1), "add_offset": np.float32(273.15)}),
    "scale and offset, floats, i4": ("i4", {"scale_factor": np.float32(0.1), "add_offset": np.float32(3)}),
    "scale and offset, floats, i8": ("i8", {"scale_factor": np.float32(0.1), "add_offset": np.float32(3)}),
    "scale double, offset float": ("i1", {"scale_factor": np.float64(0.1), "add_offset": np.float32(0.3)}),
    "scale float, i1": ("i1", {"scale_factor": np.float32(0.1)}),
    "scale float, i4": ("i4", {"scale_factor": np.float32(0.1)}),
    "scale double, i4": ("i4", {"scale_factor": np.float64(0.1)}),
    "offset double": ("u2", {"add_offset": np.float64(-0.7)}),
    "offset float": ("u2", {"add_offset": np.float32(-0.7)}),
    "offset of integers": ("i2", {"add_offset": np.int16(7)}),
    "offset of unsigned": ("i2", {"add_offset": np.uint8(7)}),
    "fill of unsigned": ("u2", {"_FillValue": np.uint16(65535)}),
    "scale and offset of integers": ("i2", {"scale_factor": np.int16(3), "add_offset": np.int16(7)}),
    "scale, array of one": ("i2", {"scale_factor": np.array([0.3])}),
    "packed doubles by floats": ("f8", {"scale_factor": np.float32(0.1), "add_offset": np.float32(3)}),
    "packed floats by doubles": ("f4", {"scale_factor": np.float64(0.1), "add_offset": np.float64(3)}),
    "packed floats, NaN": ("f4", {"scale_factor": np.float64(0.1), "_FillValue": np.float32("nan")}),
    "packed with fill": ("i2", {"scale_factor": np.float32(0.01), "add_offset": np.float32(5), "_FillValue": np.int16(-32768)}),
    "packed i4 with fill": ("i4", {"scale_factor": np.float32(0.01), "_FillValue": np.int32(-2**31)}),
    "unsigned": ("i1", {"_Unsigned": "true"}),
    "unsigned with fill": ("i1", {"_Unsigned": "true", "_FillValue": np.int8(-1)}),
    "unsigned, packed": ("i2", {"_Unsigned": "true", "scale_factor": np.float64(0.001), "_FillValue": np.int16(-1)}),
    "not unsigned": ("u1", {"_Unsigned": "false"}),
    "unsigned says no": ("i1", {"_Unsigned": "false"}),
    "unsigned floats": ("f4", {"_Unsigned": "true"}),
    "fill": ("f4", {"_FillValue": np.float32(-9999)}),
    "fill of integers": ("i4", {"_FillValue": np.int32(-9999)}),
    "missing_value": ("f8", {"missing_value": np.float64(-9999)}),
    "both": ("i2", {"_FillValue": np.int16(-9999), "missing_value": np.int16(-9998)}),
    "several missing values": ("i2", {"missing_value": np.array([-9999, -9998], "i2")}),
    "fill of another type": ("f4", {"missing_value": np.float64(0.1)}),
    "valid_range": ("i2", {"valid_range": np.array([0, 10], "i2")}),
    "truth": ("i1", {"dtype": "bool"}),
    "units": ("f4", {"units": "seconds"}),
    "units of lengths": ("f4", {"units": "m"}),
}
with netCDF4.Dataset(os.path.join(here, "packed.nc"), "w") as f:
    for name, extent in [("example", 4), ("token", 2), ("number", 3)]:
        f.createDimension(name, extent)
    for name, (kind, attributes) in cases.items():
        fill = attributes.get("_FillValue")
        variable = f.createVariable(
            name.replace(" ", "_"), kind, ("example", "token", "number"),
            fill_value=None if fill is None else fill)
        variable.set_auto_maskandscale(False)
        for key, value in attributes.items():
            if key != "_FillValue":
                variable.setncattr(key, value)
        if np.dtype(kind).kind == "f":
            numbers = rng.normal(size=(4, 2, 3)) * 100
        else:
            info = np.iinfo(kind)
            numbers = rng.integers(max(info.min, -2**40) + 2, min(info.max, 2**40), (4, 2, 3))
        if name == "truth":
            numbers = numbers % 3
        variable[:] = numbers.astype(kind)
    absent = {"absent": ("f4", -9999, "_FillValue"), "absent_integer": ("i2", 7, "missing_value"),
              "absent_unsigned": ("u1", 255, "_FillValue")}
    for name, (kind, value, attribute) in absent.items():
        fill = np.dtype(kind).type(value)
        variable = f.createVariable(
            name, kind, ("example", "token", "number"),
            fill_value=fill if attribute == "_FillValue" else None)
        variable.set_auto_maskandscale(False)
        if attribute != "_FillValue":
            variable.setncattr(attribute, fill)
        numbers = np.arange(24).reshape(4, 2, 3) + 100
        numbers[2, 1, 0] = value
        variable[:] = numbers.astype(kind)
    for name, kind, attributes in [
        ("dates", "f8", {"units": "days since 2000-01-01"}),
        ("scale_of_text", "i2", {"scale_factor": "0.1"}),
        ("scale_of_integers", "i2", {"scale_factor": np.int16(2)}),
        ("two_scales", "i2", {"scale_factor": np.array([0.1, 0.2])}),
    ]:
        variable = f.createVariable(name, kind, ("example", "token", "number"))
        variable.set_auto_maskandscale(False)
        for key, value in attributes.items():
            variable.setncattr(key, value)
        variable[:] = np.arange(24).reshape(4, 2, 3)
    labels = f.createVariable("labels", "i2", ("example",), fill_value=np.int16(-1))
    labels[:] = np.array([0, 1, 2, 1], "i2")

source = xr.open_dataset(
    os.path.join(here, "packed.nc"), engine="netcdf4",
    drop_variables=["dates", "scale_of_text", "scale_of_integers", "two_scales", "labels"])
with h5py.File(os.path.join(here, "unpacked.h5"), "w") as f:
    for name in source.data_vars:
        if not name.startswith("absent"):
            f[name] = source[name].values.astype("f4")
