"""The transformers `Trainer` with batches by token budget, a loss weighed by confidence, and strict F1."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np
import torch
from phogov.chain import Chain
from phogov.decoding import decode, log_softmax
from torch.utils.data import DataLoader, Dataset, Sampler
from transformers import Trainer, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from train.chain import PARAMETER, chain_losses, compact, transitions_of
from train.encoding import IGNORED, Example, Row, collate, token_batches
from train.losses import CHAIN, LOSSES, word_losses
from train.metrics import strict_scores
from train.state import PREFIX, complete, read


class Examples(Dataset[Example]):
    """Examples as a torch dataset."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self.examples = examples

    def __len__(self) -> int:
        return len(self.examples)

    def __getitem__(self, index: int) -> Example:
        return self.examples[index]


class TokenBatches(Sampler[list[int]]):
    """Batches by token budget, drawn anew every epoch from the seed.

    Of `world` processes each gets every `world`-th batch, and as many as the others. All epochs have as many batches
    as the first, though their count may differ by a few: what is missing is taken again from the front.
    """

    def __init__(self, examples: Sequence[Example], budget: int, seed: int, rank: int = 0, world: int = 1) -> None:
        self._lengths = [len(example.input_ids) for example in examples]
        self._budget, self._seed = budget, seed
        self._rank, self._world = rank, world
        self._epoch = 0
        self._size = -(-len(self._drawn()) // world)

    def _drawn(self) -> list[list[int]]:
        return token_batches(self._lengths, self._budget, self._seed + 1000 * self._epoch, shuffle=True)

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch whose batches come next."""
        self._epoch = epoch

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[list[int]]:
        total = self._size * self._world
        return islice(cycle(self._drawn()), self._rank, total, self._world)


class EpochLoader(DataLoader[Example]):
    """A loader that hands on the epoch, which `Trainer` tells it, to its batches."""

    def set_epoch(self, epoch: int) -> None:
        """Choose the epoch."""
        assert isinstance(self.batch_sampler, TokenBatches)
        self.batch_sampler.set_epoch(epoch)


class TagTrainer(Trainer):
    """A `Trainer` whose loss is that of each word, with its tag or its soft label, times the word's weight.

    `budget` is the pieces of one batch over all processes, padding included.
    """

    def __init__(
        self,
        *,
        budget: int,
        pad_id: int,
        loss: str = LOSSES[0],
        tag_weights: torch.Tensor | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data_collator=partial(collate, pad_id=pad_id), **options)
        self._budget, self._loss, self._tag_weights = budget, loss, tag_weights
        self.model_accepts_loss_kwargs = False  # the loss is a mean over its batch, so accumulation has to divide it

    def get_train_dataloader(self) -> DataLoader:
        """Batches by token budget instead of by count."""
        assert isinstance(self.train_dataset, Examples)
        world = self.args.world_size
        sampler = TokenBatches(
            self.train_dataset.examples, self._budget // world, self.args.seed, self.args.process_index, world
        )
        return EpochLoader(self.train_dataset, batch_sampler=sampler, collate_fn=self.data_collator)

    def compute_loss(
        self,
        model: torch.nn.Module,
        inputs: dict[str, torch.Tensor | Any],
        return_outputs: bool = False,
        num_items_in_batch: torch.Tensor | int | None = None,
    ) -> Any:
        """Weighted mean of the words' losses."""
        labels, weights = inputs["labels"], inputs["weights"]
        outputs = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
        tagged = labels != IGNORED
        if self._loss == CHAIN and "soft" not in inputs:
            loss = self._chain_loss(model, outputs.logits.float(), labels, weights)
            return (loss, outputs) if return_outputs else loss
        logits = outputs.logits.float()[tagged]
        by_tag = None if self._tag_weights is None else self._tag_weights.to(logits.device)
        losses = word_losses(logits, inputs.get("soft", labels[tagged]), self._loss, by_tag)
        loss = (losses * weights[tagged]).sum() / weights[tagged].sum().clamp(min=1e-6)
        return (loss, outputs) if return_outputs else loss

    def _chain_loss(
        self, model: torch.nn.Module, logits: torch.Tensor, labels: torch.Tensor, weights: torch.Tensor
    ) -> torch.Tensor:
        """Mean loss of a word in its chain; an input weighs as its words do on average."""
        scores, tags, lengths = compact(logits, labels)
        transitions = self.accelerator.unwrap_model(model).get_parameter(PARAMETER)
        losses = chain_losses(scores, tags, lengths, transitions)
        share = weights.sum(dim=1) / lengths.clamp(min=1)
        return (losses * share).sum() / weights.sum().clamp(min=1e-6)


@torch.inference_mode()
def score(
    model: torch.nn.Module,
    rows: Sequence[Row],
    examples: Sequence[Example],
    tags: Sequence[str],
    budget: int,
    pad_id: int,
) -> list[np.ndarray]:
    """Return log-probabilities of shape (words, tags) for every row."""
    was_training = model.training
    device = next(model.parameters()).device
    model.eval()
    log_probs = [np.zeros((len(row.tokens), len(tags)), dtype=np.float32) for row in rows]
    for batch in token_batches([len(example.input_ids) for example in examples], budget, 0, shuffle=False):
        chosen = [examples[i] for i in batch]
        tensors = {name: tensor.to(device) for name, tensor in collate(chosen, pad_id).items()}
        logits = model(input_ids=tensors["input_ids"], attention_mask=tensors["attention_mask"]).logits.float()
        tagged = tensors["labels"] != IGNORED
        for i, example in enumerate(chosen):
            log_probs[example.row][example.words] = log_softmax(logits[i][tagged[i]].cpu().numpy())
    model.train(was_training)
    return log_probs


def tags_of(
    scores: Sequence[np.ndarray], tags: Sequence[str], transitions: np.ndarray | None = None
) -> list[list[str]]:
    """Return the legal tags of every row, decoded as the tagger does."""
    chain = None if transitions is None else Chain(tags, transitions)
    return [[tags[i] for i in path] for path in decode(scores, tags, chain)]


class BestByF1(TrainerCallback):
    """Score validation after each epoch, keep the best weights, stop after `patience` epochs without a gain.

    Every process scores all of it, so that all come to the same decision. Whatever `Trainer` saves is completed with
    what a resumed run needs to know.
    """

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
        self.weights_of: Callable[[torch.nn.Module], dict[str, torch.Tensor]] = torch.nn.Module.state_dict

    def resume(self, checkpoint: Path) -> None:
        """Take over from a run that was stopped."""
        self.best, self.history = read(checkpoint)

    @property
    def exhausted(self) -> bool:
        """Whether there was no gain for too long."""
        return bool(self.history) and len(self.history) - 1 - int(np.argmax(self.history)) >= self._patience

    def on_epoch_end(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **context: Any
    ) -> TrainerControl:
        """Score the model of this epoch."""
        model = context["model"]
        scores = score(model, self._rows, self._examples, self._tags, self._budget, self.pad_id)
        weights = self.weights_of(model)
        f1 = strict_scores([row.tags for row in self._rows], tags_of(scores, self._tags, transitions_of(weights)))["f1"]
        if not self.history or f1 > max(self.history):
            self.best = {name: value.detach().clone().cpu() for name, value in weights.items()}
        self.history.append(f1)
        control.should_training_stop = control.should_training_stop or self.exhausted
        if state.is_world_process_zero:
            print(f"epoch {len(self.history)}: validation strict F1 {f1:.4f}", flush=True)
        return control

    def on_save(
        self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **context: Any
    ) -> TrainerControl:
        """Complete the checkpoint that was saved."""
        if state.is_world_process_zero:
            assert args.output_dir is not None
            complete(Path(args.output_dir) / f"{PREFIX}{state.global_step}", self.best, self.history)
        return control
