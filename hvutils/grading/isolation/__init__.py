"""Isolation: a submission's kernel runs where it can see and reach next to nothing."""
