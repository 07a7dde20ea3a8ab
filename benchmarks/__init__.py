"""How fast the reader is: figures and ratios, never asserted; `make bench` prints them."""
