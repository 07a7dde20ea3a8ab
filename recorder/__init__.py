"""The recording room: boots virtual machines and writes what the real tools say in them."""
