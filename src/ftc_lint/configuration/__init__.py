"""Configuration: finding the files, reading them, and saying exactly what is wrong in them."""
