"""What is taught: modules in TOML, their checks, their schema and the shipped library."""
