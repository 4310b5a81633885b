"""What the program is held against: the least that is to be done, by the same libraries, as code of a process."""

from __future__ import annotations

PASS = "pass"
TYPER_HELLO = """
import typer
def main(count: int = 1): print("hello")
typer.run(main)
"""
PASSTHROUGH = """
import sys, polars as pl
pl.scan_csv(sys.argv[1], infer_schema=False).sink_csv(sys.argv[2])
"""
BY_HAND = """
import sys, polars as pl
def fen(name): return (pl.col(name).cast(pl.Float64) * 100).round().cast(pl.Int64)
def has(topic): return pl.col("project_category").str.contains(topic, literal=True)
def share(of, rate, cap): return pl.min_horizontal(fen(of) * rate // 10_000, pl.lit(cap * 100))
start = pl.col("company_type") == "startup"
training = pl.when(start).then(share("compute_contract", 6000, 10**7)).otherwise(share("compute_contract", 5000, 10**7))
vouchers = {"training": training, "model": share("model_contract", 3000, 2 * 10**6),
            "corpus": share("corpus_contract", 3000, 2 * 10**6)}
topics = {"training": "model-training", "model": "model-application", "corpus": "corpus-purchase"}
paid = {name: pl.when(has(topics[name])).then(amount).otherwise(0).fill_null(0) for name, amount in vouchers.items()}
table = pl.scan_csv(sys.argv[1], infer_schema=False).with_columns(**paid)
table.with_columns(total=pl.sum_horizontal(*paid)).sink_csv(sys.argv[2])
"""
READ_AND_WRITE = """
import sys, fastexcel, xlsxwriter
fastexcel.read_excel(sys.argv[1]).load_sheet(0).to_polars()
scored, book = fastexcel.read_excel(sys.argv[2]), xlsxwriter.Workbook(sys.argv[3], {"constant_memory": True})
for name in scored.sheet_names:
    sheet = book.add_worksheet(name)
    for number, row in enumerate(scored.load_sheet(name, header_row=None, skip_rows=0).to_polars().iter_rows()):
        for place, value in enumerate(row):
            if isinstance(value, str): sheet.write_string(number, place, value)
            elif value is not None: sheet.write(number, place, value)
book.close()
"""
"""A sheet of firms is read, and the cells of the scored workbook are read and written."""
