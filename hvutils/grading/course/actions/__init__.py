"""The actions of ``hv course``, a module each; ``commands.py`` lists them."""
