"""A notebook's file as text: the code of its cells, every character's place in the file known."""
