"""The class as a whole: its report, roster, late work, corrected keys and grading on submission."""
