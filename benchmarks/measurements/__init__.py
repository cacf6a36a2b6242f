"""What `speed.py` measures, a file for each subject."""
