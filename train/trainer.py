"""The transformers `Trainer` with batches by token budget, a loss weighed by confidence, and strict F1."""

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np
import torch
from phogov.decoding import decode, log_softmax
from torch.utils.data import DataLoader, Dataset, Sampler
from transformers import PreTrainedModel, Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from train.encoding import IGNORED, Example, Row, collate, token_batches
from train.metrics import strict_scores


class Examples(Dataset[Example]):
    """Examples as a torch dataset."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> Example:
        return self.examples[index]


class TokenBatches(Sampler[list[int]]):
    """Batches by token budget, drawn anew every epoch from the seed."""

    def __init__(self, examples: Sequence[Example], budget: int, seed: int) -> None:
        self._lengths = [len(example.input_ids) for example in examples]
        self._budget = budget
        self._seed = seed
        self._epoch = 0
        self._size = len(token_batches(self._lengths, budget, seed, shuffle=True))
        self.batch_size = 1  # what accelerate asks of a batch sampler
        self.drop_last = False

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch whose batches come next."""
        self._epoch = epoch

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[list[int]]:
        batches = token_batches(self._lengths, self._budget, self._seed + 1000 * self._epoch, shuffle=True)
        self._epoch += 1
        return iter((batches * 2)[: self._size])  # the count may differ by a few between epochs


class TagTrainer(Trainer):
    """A `Trainer` whose loss is each word's cross-entropy, with its tag or its soft label, times its weight."""

    def __init__(self, *, budget: int, pad_id: int, **options: Any) -> None:
        super().__init__(data_collator=partial(collate, pad_id=pad_id), **options)
        self._budget = budget

    def get_train_dataloader(self) -> DataLoader:
        """Batches by token budget instead of by count."""
        assert isinstance(self.train_dataset, Examples)
        sampler = TokenBatches(self.train_dataset.examples, self._budget, self.args.seed)
        loader = DataLoader(self.train_dataset, batch_sampler=sampler, collate_fn=self.data_collator)
        return self.accelerator.prepare(loader)

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor | Any],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> Any:
        """Weighted mean of the cross-entropies."""
        labels, weights = inputs["labels"], inputs["weights"]
        outputs = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
        tagged = labels != IGNORED
        losses = torch.nn.functional.cross_entropy(
            outputs.logits.float()[tagged], inputs.get("soft", labels[tagged]), reduction="none"
        )
        loss = (losses * weights[tagged]).sum() / weights[tagged].sum().clamp(min=1e-6)
        return (loss, outputs) if return_outputs else loss


@torch.inference_mode()
def score(
    model: PreTrainedModel,
    rows: Sequence[Row],
    examples: Sequence[Example],
    tags: Sequence[str],
    budget: int,
    pad_id: int,
) -> list[np.ndarray]:
    """Return log-probabilities of shape (words, tags) for every row."""
    was_training = model.training
    model.eval()
    log_probs = [np.zeros((len(row.tokens), len(tags)), dtype=np.float32) for row in rows]
    for batch in token_batches([len(example.input_ids) for example in examples], budget, 0, shuffle=False):
        chosen = [examples[i] for i in batch]
        tensors = {name: tensor.to(model.device) for name, tensor in collate(chosen, pad_id).items()}
        logits = model(input_ids=tensors["input_ids"], attention_mask=tensors["attention_mask"]).logits.float()
        tagged = tensors["labels"] != IGNORED
        for i, example in enumerate(chosen):
            log_probs[example.row][example.words] = log_softmax(logits[i][tagged[i]].cpu().numpy())
    model.train(was_training)
    return log_probs


def tags_of(scores: Sequence[np.ndarray], tags: Sequence[str]) -> list[list[str]]:
    """Return the legal tags of every row, decoded as the tagger does."""
    return [[tags[i] for i in decode(log_probs, tags)] for log_probs in scores]


class BestByF1(TrainerCallback):
    """Score validation after each epoch, keep the best weights, stop after `patience` epochs without a gain."""

    def __init__(
        self,
        rows: Sequence[Row],
        examples: Sequence[Example],
        tags: Sequence[str],
        budget: int,
        pad_id: int,
        patience: int,
    ) -> None:
        self._rows, self._examples, self._tags = rows, examples, tags
        self._budget, self.pad_id, self._patience = budget, pad_id, patience
        self.history: list[float] = []
        self.best: dict[str, torch.Tensor] = {}

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **context: Any
    ) -> TrainerControl:
        """Score the model of this epoch."""
        model = context["model"]
        scores = score(model, self._rows, self._examples, self._tags, self._budget, self.pad_id)
        f1 = strict_scores([row.tags for row in self._rows], tags_of(scores, self._tags))["f1"]
        if not self.history or f1 > max(self.history):
            self.best = {name: value.detach().clone().cpu() for name, value in model.state_dict().items()}
        self.history.append(f1)
        since = len(self.history) - 1 - int(np.argmax(self.history))
        control.should_training_stop = control.should_training_stop or since >= self._patience
        print(f"epoch {len(self.history)}: validation strict F1 {f1:.4f}", flush=True)
        return control
