"""Tables: facts only, a row a line and a source a row."""
