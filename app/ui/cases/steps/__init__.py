"""The steps of the wizard, one file each; ``ALL`` is what the stepper draws from."""
