"""Makes views.bin, views-legacy.bin and views.safetensors: views and types of tensors that PyTorch 2.15 saves, and their values row by row.

    python3 make_views.py [FOLDER]
"""
import sys
from collections import OrderedDict
from pathlib import Path

import torch
from safetensors.torch import save_file

folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parent)
base = torch.arange(24, dtype=torch.float32).reshape(4, 6) / 7
read = OrderedDict(
    transposed=base.t(), sliced=base[:, 1:5], stepped=base[::2, ::3], strided=base.as_strided((3, 2), (2, 5), 1),
    expanded=base[0, 1:2].expand(3, 1), permuted=torch.arange(24.0).reshape(2, 3, 4).permute(2, 0, 1),
    half=base.half().t(), brain=base.bfloat16().t(), double=base.double().t(), parameter=torch.nn.Parameter(base.t()),
    empty=torch.zeros(0, 3).t(), channels=torch.arange(24.0).reshape(1, 3, 2, 4).contiguous(memory_format=torch.channels_last),
    u16=torch.tensor([1, 65535]).to(torch.uint16), u32=torch.tensor([1, 2**32 - 1]).to(torch.uint32),
    u64=torch.tensor([1, 2**40]).to(torch.uint64), i8=torch.tensor([-3, 4], dtype=torch.int8),
    i16=torch.tensor([-300, 4], dtype=torch.int16), mask=base > 1)
tagged = torch.nn.Parameter(base.clone())
tagged.tag = "x"
read["tagged"] = tagged
unread = OrderedDict(
    float8=base.to(torch.float8_e4m3fn), complex=torch.complex(base, base), sparse=base.to_sparse(),
    quantized=torch.quantize_per_tensor(base, 0.1, 0, torch.qint8), meta=torch.empty(3, device="meta"),
    negated=torch.complex(base, base).conj().imag)
for name, form in (("views.bin", True), ("views-legacy.bin", False)):
    torch.save(OrderedDict(**read, **unread), folder / name, _use_new_zipfile_serialization=form)
save_file({key: value.detach().contiguous().clone() for key, value in read.items()}, folder / "views.safetensors")
