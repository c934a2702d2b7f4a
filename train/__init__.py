"""Pretraining, fine-tuning and export of the models that `phogov` runs."""
