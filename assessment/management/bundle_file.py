"""A verifier's bundle as a file on the server, with its PDF index; for `export_report`."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assessment.exchange import bundle as bundles
from assessment.management.base import RefusedError, operator_of, snapshot_of
from assessment.management.render_report import make_file, written_atomically
from assessment.models import Snapshot
from assessment.reports.kinds import Source
from assessment.selectors.bundles import since
from assessment.selectors.snapshots import content_of
from assessment.services.handovers import note_handover


def write_bundle(snapshot: Snapshot, output: Path, options: Mapping[str, Any]) -> None:
    """`options`: cluster, since, restricted as the command read them."""
    content, cluster = content_of(snapshot), options["cluster"]
    if cluster and cluster not in {c["code"] for c in content["clusters"]}:
        raise RefusedError(f"Tidak ada kelompok nilai dengan kode {cluster!r}.")
    earlier = options["since"]
    if earlier is not None and not earlier < snapshot.number:
        raise RefusedError("Perubahan dihitung sejak rekaman yang lebih lama.")
    found = since(snapshot_of(snapshot.cycle, earlier), content, cluster) if earlier else None
    actor = operator_of(snapshot.cycle.city)
    wanted = bundles.Wanted(cluster, options["restricted"], found)
    with tempfile.TemporaryDirectory() as folder, written_atomically(output) as part:
        pdf = Path(folder) / "indeks.pdf"
        if found is None:
            chosen = {"klaster": cluster} if cluster else {}
            make_file("indeks-bukti", Source(content, snapshot.sha256, chosen), pdf)
        bundle = bundles.bundle_of(actor, snapshot, wanted, pdf)
        with part.open("wb") as file:
            for block in bundles.chunks(bundle):
                file.write(block)
        note_handover(
            snapshot=snapshot,
            what=f"bundel {cluster or 'semua'}",
            restricted=bundle.restricted_sent,
            by=actor,
        )
