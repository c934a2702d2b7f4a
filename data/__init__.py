"""From documents to a BIO-tagged dataset: cleaning, labelling functions, label model, builder."""
