"""The doctor: checks a machine for all that grading needs, and says how to mend what is missing."""
