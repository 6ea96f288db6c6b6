"""A week on its way to people: what a sheet shows (`rows`), as CSV (`table`) and as a web page (`page`)."""
