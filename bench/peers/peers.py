#!/usr/bin/python3
"""Searches the vectors that `analytics bench index --vectors DIR` wrote with FAISS and hnswlib, and prints a table beside its figures.

Needs Debian's python3-faiss and python3-hnswlib; libopenblas0-pthread makes FlatIP many times faster. Flat and SQ8 indexes are split
into one shard a thread, so that one query uses all threads; a graph is searched by one thread, batches of queries by all.
"""
import argparse
import json
import os
import pathlib
import statistics
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # each shard has a thread of its own
try:
    import faiss
    import hnswlib
    import numpy
except ImportError as missing:
    sys.exit(f"error: {missing.name} is missing. On Debian: apt-get install python3-faiss python3-hnswlib libopenblas0-pthread")

SINGLE_QUERIES = 200
BATCH = 64
GRAPH_LINKS = 16
GRAPH_BUILD = 200
GRAPH_DEPTHS = (128, 256)


def say(text):
    print(text, file=sys.stderr, flush=True)


class Page:
    """What is printed, and, with --docs, the page that it becomes."""

    def __init__(self, folder):
        self._file = (folder / "peers.md").open("w") if folder else None
        if self._file:
            self._file.write("# The embedded index compared with FAISS and hnswlib\n\nWritten by `make bench-peers`. ")

    def write(self, line):
        print(line, flush=True)
        if self._file:
            self._file.write(line + "\n")
            self._file.flush()


class Flat:
    """A FAISS index in shards, one a thread."""

    def __init__(self, name, make, length, threads):
        self.name, self.threads = name, threads
        self._shards = [make(length) for _ in range(threads)]
        self._index = faiss.IndexShards(length, True, True)

    def add(self, vectors):
        for shard, part in zip(self._shards, numpy.array_split(vectors, self.threads)):
            if not shard.is_trained:
                shard.train(part[: min(len(part), 100_000)])
            shard.add(part)
            self._index.add_shard(shard)

    def search(self, probes):
        faiss.omp_set_num_threads(1)
        return self._index.search(probes, 1)[1][:, 0]


class FaissGraph:
    def __init__(self, length, threads):
        faiss.omp_set_num_threads(threads)
        self.name = "FAISS HNSWFlat"
        self._index = faiss.IndexHNSWFlat(length, GRAPH_LINKS, faiss.METRIC_INNER_PRODUCT)
        self._index.hnsw.efConstruction = GRAPH_BUILD
        self._threads = threads

    def add(self, vectors):
        self._index.add(vectors)

    def at(self, depth):
        self._index.hnsw.efSearch = depth

    def search(self, probes):
        faiss.omp_set_num_threads(self._threads)
        return self._index.search(probes, 1)[1][:, 0]


class HnswlibGraph:
    def __init__(self, length, size, threads):
        self.name = "hnswlib"
        self._index = hnswlib.Index(space="ip", dim=length)
        self._index.init_index(max_elements=size, M=GRAPH_LINKS, ef_construction=GRAPH_BUILD, random_seed=1)
        self._index.set_num_threads(threads)

    def add(self, vectors):
        self._index.add_items(vectors)

    def at(self, depth):
        self._index.set_ef(depth)

    def search(self, probes):
        return self._index.knn_query(probes, k=1)[0][:, 0].astype(numpy.int64)


def processor():
    lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), "unknown processor")


def row(name, report):
    columns = [
        name, f"{report['enrolVectorsPerSecond']:,.0f}", f"{report['singleQueryP50Ms']:.2f}",
        f"{report['batchedQueriesPerSecondPerCore']:,.0f}", f"{report['top1AgreementCos50']:.4f}", f"{report['top1AgreementCos30']:.4f}",
    ]
    return f"| {' | '.join(columns)} |"


def agreement(found, truth, vectors, probes):
    """The share of best hits that are those of FlatIP, or as similar."""
    similarity = numpy.einsum("ij,ij->i", vectors[numpy.maximum(found, 0)], probes)
    best = numpy.einsum("ij,ij->i", vectors[truth], probes)
    return float(numpy.mean((found == truth) | ((found >= 0) & (similarity >= best - 1e-4))))


def measure(index, probes, truth, vectors, threads, added):
    mates = probes["70"]
    times = []
    for probe in mates[: SINGLE_QUERIES + 20]:
        started = time.perf_counter()
        index.search(probe[None, :])
        times.append((time.perf_counter() - started) * 1000)
    rates = []
    for start in range(0, 7 * BATCH, BATCH):
        batch = mates[start : start + BATCH]
        started = time.perf_counter()
        index.search(batch)
        rates.append(len(batch) / (time.perf_counter() - started) / threads)
    return {
        "enrolVectorsPerSecond": len(vectors) / added,
        "singleQueryP50Ms": statistics.median(times[20:]),
        "batchedQueriesPerSecondPerCore": statistics.median(rates),
        "top1AgreementCos50": agreement(index.search(probes["50"]), truth["50"], vectors, probes["50"]),
        "top1AgreementCos30": agreement(index.search(probes["30"]), truth["30"], vectors, probes["30"]),
    }


def build(index, vectors):
    started = time.perf_counter()
    index.add(vectors)
    return time.perf_counter() - started


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=pathlib.Path, help="what --vectors named; analytics.json in it is what the bench printed")
    parser.add_argument("--docs", type=pathlib.Path, help="also writes peers.md in this folder")
    parser.add_argument("--no-graphs", action="store_true", help="leaves out HNSW, whose graphs take minutes to build")
    arguments = parser.parse_args()
    report = json.loads((arguments.folder / "analytics.json").read_text())
    length, threads = report["length"], report["threads"]

    def read(name):
        return numpy.fromfile(arguments.folder / f"{name}.f32", dtype="<f4").reshape(-1, length)

    vectors = read("templates")
    probes = {name: read(f"probes-{name}") for name in ("30", "50", "70")}
    page = Page(arguments.docs)
    page.write(f"{len(vectors):,} vectors of {length} components ({report['spread'].lower()}), {threads} threads, {processor()}, "
               f"FAISS {faiss.__version__}. Agreement is the share of probes whose\nbest hit is the same as that of FlatIP. "
               f"Each of the two columns has {len(probes['50']):,} probes.\n")
    page.write("| index | vectors added/s | one query, p50 ms | batched queries/s a thread | agreement, mates at 0.5–0.9 | at 0.3–0.5 |")
    page.write("|---|---:|---:|---:|---:|---:|")
    page.write(row("Analytics, embedded, durable", report))

    truth = {}
    for name, make in (
        ("FAISS FlatIP", faiss.IndexFlatIP),
        ("FAISS SQ 8 bit", lambda size: faiss.IndexScalarQuantizer(size, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT)),
    ):
        say(f"{name}: building")
        index = Flat(name, make, length, threads)
        added = build(index, vectors)
        truth = truth or {part: index.search(probes[part]) for part in ("50", "30")}
        say(f"{name}: searching")
        page.write(row(name, measure(index, probes, truth, vectors, threads, added)))
        del index
    for make in () if arguments.no_graphs else (lambda: FaissGraph(length, threads), lambda: HnswlibGraph(length, len(vectors), threads)):
        index = make()
        say(f"{index.name}: building, M {GRAPH_LINKS}, efConstruction {GRAPH_BUILD}")
        added = build(index, vectors)
        for depth in GRAPH_DEPTHS:
            say(f"{index.name}: searching with ef {depth}")
            index.at(depth)
            page.write(row(f"{index.name}, ef {depth}", measure(index, probes, truth, vectors, threads, added)))
        del index


main()
