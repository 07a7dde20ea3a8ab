"""The class report as one HTML page: style, pictures, tables, and the page made of them."""
