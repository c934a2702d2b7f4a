"""Word vectors to start the encoder's embeddings from: shifted PPMI, factorised (Levy and Goldberg, 2014)."""

import numpy as np
from scipy.sparse import coo_array, csr_array
from sklearn.utils.extmath import randomized_svd

CHUNK = 1_000_000
"""Tokens counted at a time, which bounds memory."""


def cooccurrences(ids: np.ndarray, size: int, window: int) -> np.ndarray:
    """Return a (size, size) float32 matrix of counts within `window` tokens, weighted by 1 / distance."""
    counts = csr_array((size, size), dtype=np.float32)
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK].astype(np.int32)
        for distance in range(1, window + 1):
            left, right = chunk[:-distance], chunk[distance:]
            ones = np.full(len(left), 1 / distance, dtype=np.float32)
            counts += coo_array((ones, (left, right)), shape=(size, size)).tocsr()
    return (counts + counts.T).toarray()


def word_vectors(ids: np.ndarray, size: int, width: int, *, window: int = 4, seed: int = 0) -> np.ndarray:
    """Return (size, width) float32 vectors, each of norm near 1; zero for ids that never occur."""
    counts = cooccurrences(ids, size, window)
    totals = counts.sum(axis=1)
    smoothed = totals**0.75
    smoothed /= smoothed.sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        counts /= totals[:, None]
        counts /= smoothed[None, :]
        np.log(counts, out=counts)
    np.maximum(np.nan_to_num(counts, copy=False, nan=0.0, neginf=0.0, posinf=0.0), 0, out=counts)
    left, strengths, _ = randomized_svd(counts, n_components=width, n_iter=2, random_state=seed)
    vectors = left * np.sqrt(strengths)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return (vectors / np.maximum(norms, 1e-6)).astype(np.float32)
