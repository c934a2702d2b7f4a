"""Fine-tune an encoder for tagging.

    python -m train.finetune --train F --validation F --test F --encoder ID|PATH --output DIR

F is a dataset folder, a jsonl file or a CoNLL file; the labels are those of the training data. DIR becomes a plain
transformers checkpoint with `phogov.json` and `metrics.json`. It appears when all has succeeded; a run that was stopped
goes on with --resume. On several GPUs or processes: `accelerate launch -m train.finetune …`.
"""

import argparse
import json
import logging
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import torch
from accelerate import PartialState
from phogov.checkpoint import MANIFEST, Manifest, write_manifest
from phogov.errors import PhogovError, UsageError
from phogov.files import check_free, new_folder
from phogov.labels import labels_of
from phogov.normalise import DEFAULT_STEPS
from phogov.tokens import Tokenizer, load_tokenizer
from phogov.words import SEGMENTERS
from transformers import PreTrainedModel, PrinterCallback, TrainingArguments, set_seed

from train import state
from train.chain import PARAMETER, add_chain, transitions_of
from train.decoder import decoded, with_decoder
from train.encoder import Encoder, copy_tokenizer, find_encoder, load_for_tagging, longest_input
from train.encoding import Example, Row, encode_rows
from train.losses import CHAIN, LOSSES, class_weights
from train.metrics import strict_scores
from train.rows import check_tags, counts, digest, read_rows, split_validation, tags_for
from train.trainer import BestByF1, Examples, TagTrainer, score
from train.transitions import transition_matrix

METRICS = "metrics.json"
SMALL_WIDTH = 400
"""Encoders narrower than this take the higher learning rate of small models."""


@dataclass(frozen=True)
class FinetuneConfig:
    """The settings of one run. `None` for the learning rate means the default for the encoder's size: 5e-5 for
    PhoBERT's (Nguyen and Nguyen, 2020, use 1e-5 to 5e-5), 5e-4 for the compact one (measured). `None` for the loss is
    `chain` for small encoders on rows without confidences, else `cross-entropy`, which can weigh each word.

    A step of the optimiser sees `accumulate` batches of `batch_tokens` pieces, over all processes together.
    """

    train: tuple[str, ...]
    encoder: str
    output: Path
    validation: str | None = None
    test: str | None = None
    encoder_revision: str | None = None
    epochs: int = 12
    learning_rate: float | None = None
    batch_tokens: int = 1024
    accumulate: int = 1
    warmup: float = 0.1
    weight_decay: float = 0.01
    dropout: float = 0.1
    loss: str | None = None
    patience: int = 4
    validation_share: float = 0.1
    confidence: str = "weighted"
    segmenter: str = "none"
    max_length: int | None = None
    bf16: str = "auto"
    compile: bool = False
    gradient_checkpointing: bool = False
    resume: bool = False
    seed: int = 13


def bf16_allowed(choice: str) -> bool:
    """Decide whether to compute in bfloat16: `on`, `off`, or `auto` by what the machine is good at."""
    if choice == "auto":
        if torch.cuda.is_available():
            return torch.cuda.is_bf16_supported()
        return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())
    return choice == "on"


def finetune(config: FinetuneConfig) -> dict[str, Any]:
    """Run one fine-tuning, write the checkpoint, and return what `metrics.json` holds.

    Raises PhogovError subclasses for data, encoders and folders that will not do; then nothing is left behind.
    """
    if config.segmenter not in SEGMENTERS:
        raise UsageError(f"Unknown segmenter {config.segmenter!r}; known are {', '.join(SEGMENTERS)}.")
    if config.loss not in (None, *LOSSES):
        raise UsageError(f"Unknown loss {config.loss!r}; known are {', '.join(LOSSES)}.")
    check_free(config.output, MANIFEST)
    rows = [row for path in config.train for row in read_rows(path, config.confidence)]
    tags = tags_for(rows)
    if config.validation:
        validation = read_rows(config.validation)
    else:
        rows, validation = split_validation(rows, config.validation_share)
    test = read_rows(config.test) if config.test else []
    for part, source in ((validation, config.validation or "validation"), (test, config.test or "test")):
        check_tags(part, tags, source)
    encoder = find_encoder(config.encoder, config.encoder_revision)
    if encoder.license and encoder.license.startswith("agpl"):
        print(f"{encoder.name} is licensed under {encoder.license.upper()}: so is what is trained from it.")
    set_seed(config.seed)
    return run(config, encoder, tags, rows, validation, test)


def run(
    config: FinetuneConfig,
    encoder: Encoder,
    tags: tuple[str, ...],
    rows: list[Row],
    validation: list[Row],
    test: list[Row],
) -> dict[str, Any]:
    """Train on rows, keep the best epoch by validation, score the test, and write the checkpoint."""
    model = load_for_tagging(encoder, tags, config.seed, config.dropout)
    if config.gradient_checkpointing and not model.supports_gradient_checkpointing:
        raise UsageError(f"{encoder.name}: this architecture has no gradient checkpointing; leave it out.")
    tokenizer = load_tokenizer(encoder.folder)
    manifest = manifest_for(config, encoder, model, tags)

    def encoded(part: Sequence[Row]) -> list[Example]:
        ids = {tag: i for i, tag in enumerate(tags)}
        return list(
            encode_rows(
                part,
                tokenizer,
                ids,
                max_length=manifest.max_length,
                overlap=manifest.overlap,
                steps=manifest.normalisation,
            )
        )

    config = replace(config, loss=config.loss or default_loss(model, rows))
    if config.loss == CHAIN:
        add_chain(model, transition_matrix(rows, tags))
    examples, held = encoded(rows), encoded(validation)
    budget, pad_id = config.batch_tokens, tokenizer.pad_id
    best = BestByF1(validation, held, tags, budget, pad_id, config.patience)
    settings = {**_settings(config), "data": digest(rows)}
    pieces = sum(len(example.input_ids) for example in examples)
    rate = _train(config, model, examples, best, settings, class_weights(rows, tags), pieces)
    chain = transitions_of(best.best)
    model = type(model)(model.config)  # a plain one, whatever was wrapped around the other
    model.load_state_dict({name: value for name, value in best.best.items() if name != PARAMETER})
    metrics: dict[str, Any] = {
        "encoder": manifest.encoder,
        "counts": {"train": counts(rows), "validation": counts(validation), "test": counts(test)},
        "epochs": len(best.history),
        "processes": PartialState().num_processes,
        **rate,
        "settings": _settings(config),
    }
    held_scores = score(model, validation, held, tags, budget, pad_id)
    manifest = with_decoder(manifest, rows, held_scores, validation, tags, chain)
    metrics["temperature"] = manifest.temperature
    test_scores = score(model, test, encoded(test), tags, budget, pad_id)
    for name, part, scores in (("validation", validation, held_scores), ("test", test, test_scores)):
        if part:
            metrics[name] = {"strict": strict_scores([row.tags for row in part], decoded(scores, tags, manifest))}
    if PartialState().is_main_process:
        with new_folder(config.output, MANIFEST) as work:
            write_checkpoint(work, model, tokenizer, encoder, manifest, metrics)
        state.end(state.state_folder(config.output))
    PartialState().wait_for_everyone()
    return metrics


def default_loss(model: PreTrainedModel, rows: Sequence[Row]) -> str:
    """Return the loss for an encoder and rows where none is asked for."""
    certain = all(row.soft is None and all(weight == 1 for weight in row.confidence) for row in rows)
    return CHAIN if certain and model.config.hidden_size < SMALL_WIDTH else LOSSES[0]


def _train(
    config: FinetuneConfig,
    model: PreTrainedModel,
    examples: list[Example],
    best: BestByF1,
    settings: dict[str, Any],
    tag_weights: torch.Tensor,
    pieces: int,
) -> dict[str, Any]:
    """Run the Trainer; return the seconds it took and the pieces it learnt from in one."""
    small = model.config.hidden_size < SMALL_WIDTH
    logging.getLogger("transformers.trainer").setLevel(logging.ERROR)
    folder = state.state_folder(config.output)
    extra: dict[str, Any] = {"gradient_checkpointing": True} if config.gradient_checkpointing else {}  # warns: renamed
    if config.loss == CHAIN:  # its transitions are used behind the forward pass, where DDP would miss them
        extra["ddp_find_unused_parameters"] = False
    arguments = TrainingArguments(
        output_dir=str(folder),
        num_train_epochs=config.epochs,
        learning_rate=config.learning_rate or (5e-4 if small else 5e-5),
        gradient_accumulation_steps=config.accumulate,
        torch_compile=config.compile,
        warmup_steps=config.warmup,
        weight_decay=config.weight_decay,
        max_grad_norm=1.0,
        lr_scheduler_type="linear",
        use_cpu=not torch.cuda.is_available(),
        bf16=bf16_allowed(config.bf16),
        seed=config.seed,
        save_strategy="epoch",
        eval_strategy="no",
        logging_strategy="no",
        report_to="none",
        remove_unused_columns=False,
        disable_tqdm=not sys.stderr.isatty(),
        **extra,
    )
    trainer = TagTrainer(
        budget=config.batch_tokens,
        pad_id=best.pad_id,
        loss=config.loss or LOSSES[0],
        tag_weights=tag_weights,
        model=model,
        args=arguments,
        train_dataset=Examples(examples),
        callbacks=[best],
    )
    trainer.remove_callback(PrinterCallback)
    best.weights_of = trainer.accelerator.get_state_dict
    if PartialState().is_main_process:
        state.begin(folder, settings, resume=config.resume)
    PartialState().wait_for_everyone()
    found = state.checkpoints(folder)
    if found:
        best.resume(found[-1])
        print(f"resumed after epoch {len(best.history)}", flush=True)
    before, began = len(best.history), time.perf_counter()
    if not best.exhausted:
        trainer.train(resume_from_checkpoint=str(found[-1]) if found else None)
    seconds = time.perf_counter() - began
    learnt = pieces * (len(best.history) - before)
    return {"seconds": round(seconds, 1), "tokens_per_second": round(learnt / seconds)}


def manifest_for(config: FinetuneConfig, encoder: Encoder, model: PreTrainedModel, tags: tuple[str, ...]) -> Manifest:
    """Say in `phogov.json` what training does to text."""
    longest = min(longest_input(model.config), 256)
    if config.max_length and not 16 <= config.max_length <= longest:
        raise UsageError(f"A maximum length of {config.max_length} will not do: choose 16 to {longest}.")
    length = config.max_length or longest
    return Manifest(
        labels=labels_of(tags),
        segmenter=config.segmenter,
        normalisation=DEFAULT_STEPS,
        max_length=length,
        overlap=(length - 2) // 5,
        encoder=encoder.name if not Path(encoder.name).is_dir() else Path(encoder.name).name,
        encoder_revision=encoder.revision,
        encoder_license=encoder.license,
        made_with={name: version(name) for name in ("phogov", "torch", "transformers", "tokenizers")},
    )


def write_checkpoint(
    folder: Path,
    model: PreTrainedModel,
    tokenizer: Tokenizer,
    encoder: Encoder,
    manifest: Manifest,
    metrics: dict[str, Any],
) -> None:
    """Write a whole checkpoint folder."""
    model.save_pretrained(folder)
    copy_tokenizer(encoder.folder, folder)
    write_manifest(folder, manifest)
    (folder / METRICS).write_text(json.dumps(metrics, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def _settings(config: FinetuneConfig) -> dict[str, Any]:
    """Return the settings for `metrics.json`, with the names of files and folders, not where they lie."""
    paths = ("encoder", "output", "validation", "test")
    named = {key: Path(value).name for key in paths if (value := getattr(config, key)) and Path(value).exists()}
    settings = asdict(config)
    settings.pop("resume")
    return {
        **settings,
        "output": config.output.name,
        **named,
        "train": [Path(path).name for path in config.train],
    }


def main(arguments: list[str] | None = None) -> int:
    """Run the command line; return its exit code."""
    defaults = FinetuneConfig(train=(), encoder="", output=Path())
    parser = argparse.ArgumentParser(prog="python -m train.finetune", description=__doc__.split("\n")[0])
    parser.add_argument(
        "--train", action="append", required=True, help="dataset folder, jsonl or CoNLL; may be repeated"
    )
    parser.add_argument("--validation", help="the same kinds; without it a tenth of the training rows is held out")
    parser.add_argument("--test", help="the same kinds; scored once, at the end")
    parser.add_argument("--encoder", required=True, help="a local folder, or a hub name such as vinai/phobert-base")
    parser.add_argument("--encoder-revision", help="branch, tag or commit on the hub")
    parser.add_argument("--output", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=defaults.epochs)
    parser.add_argument("--learning-rate", type=float, help="default: 5e-5, for small encoders 5e-4")
    parser.add_argument(
        "--batch-tokens", type=int, default=defaults.batch_tokens, help="pieces of a batch, with padding"
    )
    parser.add_argument("--accumulate", type=int, default=defaults.accumulate, help="batches of one optimiser step")
    parser.add_argument("--warmup", type=float, default=defaults.warmup, help="share of the steps")
    parser.add_argument("--weight-decay", type=float, default=defaults.weight_decay)
    parser.add_argument("--dropout", type=float, default=defaults.dropout, help="of hidden states")
    parser.add_argument(
        "--loss",
        choices=LOSSES,
        help="default: chain for small encoders and rows without confidences, else cross-entropy",
    )
    parser.add_argument("--patience", type=int, default=defaults.patience, help="epochs without a gain before it stops")
    parser.add_argument("--confidence", choices=("weighted", "ignore"), default=defaults.confidence)
    parser.add_argument("--segmenter", default=defaults.segmenter, help=f"of the data: {', '.join(SEGMENTERS)}")
    parser.add_argument(
        "--max-length", type=int, help="pieces of one input; default: what the encoder takes, up to 256"
    )
    parser.add_argument("--bf16", choices=("auto", "on", "off"), default=defaults.bf16)
    parser.add_argument("--compile", action="store_true", help="through torch.compile")
    parser.add_argument(
        "--gradient-checkpointing", action="store_true", help="less memory, more time; for PhoBERT-large"
    )
    parser.add_argument("--resume", action="store_true", help="go on where a stopped run of the same settings was")
    parser.add_argument("--seed", type=int, default=defaults.seed)
    options = vars(parser.parse_args(arguments))
    try:
        metrics = finetune(FinetuneConfig(**{**options, "train": tuple(options["train"])}))
    except PhogovError as error:
        print(f"train.finetune: {error}", file=sys.stderr)
        return error.exit_code
    if not PartialState().is_main_process:
        return 0
    for part in ("validation", "test"):
        if part in metrics:
            print(f"{part} strict F1 {metrics[part]['strict']['f1']:.4f}")
    print(f"checkpoint: {options['output']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
